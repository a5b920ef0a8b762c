/** Panels over a reload of the window: VS Code keeps the tab, the page keeps the run's id, the file keeps the run. */
import * as vscode from 'vscode';

export interface PanelRestorer {
  restore(panel: vscode.WebviewPanel, run: string): Promise<void>;
}

/** @param view the kind of panel */
export function registerPanelRestore(view: string, restorer: PanelRestorer): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(view, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const run = (state as { run?: unknown } | undefined)?.run;
      if (typeof run === 'string') await restorer.restore(panel, run);
      else panel.dispose();
    },
  });
}
