/** The chart panels: one for each run that is shown, over reloads of the window too. */
import * as vscode from 'vscode';
import type { Session } from '../../../experiments';
import { ChartPanel, type PanelHost } from '../../../views/panel';
import type { PanelRestorer } from '../../../views/restore';
import { tabTitle } from '../../../views/titles';
import { columnOfPages } from './pageColumn';
import { CHARTED, type Sessions, type Viewer } from '../sessions';

export class Charts implements Viewer, PanelRestorer, vscode.Disposable {
  readonly kinds = CHARTED;
  private readonly panels = new Map<string, ChartPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sessions: Sessions,
    private readonly host: PanelHost,
  ) {
    sessions.addViewer(this);
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  show(session: Session): Promise<void> {
    const open = this.panels.get(session.run.id);
    open?.reveal();
    return (open ?? this.open(session)).ready;
  }

  shows({ run }: Session): boolean {
    return this.panels.get(run.id)?.isVisible ?? false;
  }

  /** A panel that VS Code kept over a reload of the window. */
  async restore(panel: vscode.WebviewPanel, id: string): Promise<void> {
    const session = await this.sessions.get(id);
    if (session) this.keep(new ChartPanel(session, panel, this.host, this.extensionUri));
    else panel.dispose();
  }

  /** The script of the chart in front, which stands for it where no editor has the focus. */
  scriptInFront(): vscode.Uri | undefined {
    const panel = [...this.panels.values()].find((one) => one.isActive);
    return panel && vscode.Uri.file(panel.session.run.script);
  }

  /** The text of a script changed: what its panels offer to insert may have, too. */
  scriptChanged(script: vscode.Uri): void {
    for (const panel of this.panels.values()) {
      if (panel.session.run.script === script.fsPath) void panel.refreshInsertion();
    }
  }

  private open(session: Session): ChartPanel {
    const title = tabTitle(session.run);
    return this.keep(ChartPanel.create(session, title, this.host, this.extensionUri, columnOfPages()));
  }

  private keep(panel: ChartPanel): ChartPanel {
    const { id } = panel.session.run;
    this.panels.set(id, panel);
    panel.onDispose(() => this.panels.delete(id));
    return panel;
  }
}
