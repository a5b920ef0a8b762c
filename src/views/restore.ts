/** Panels over a reload of the window: VS Code keeps the tab, the page keeps the run's id, the file keeps the run. */
import * as vscode from 'vscode';
import { CHART_VIEW } from './panel';

export interface PanelRestorer {
  restore(panel: vscode.WebviewPanel, run: string): Promise<void>;
}

export function registerPanelRestore(restorer: PanelRestorer): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(CHART_VIEW, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const run = (state as { run?: unknown } | undefined)?.run;
      if (typeof run === 'string') await restorer.restore(panel, run);
      else panel.dispose();
    },
  });
}
