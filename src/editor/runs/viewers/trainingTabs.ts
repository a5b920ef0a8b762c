/** Trainings and comparisons in tabs of the editor: one for each that is opened there, over reloads of the window too. */
import type * as vscode from 'vscode';
import type { Session } from '../../../experiments';
import type { PanelRestorer } from '../../../views/restore';
import { tabTitle } from '../../../views/titles';
import type { AskSide } from '../../../views/trainingPage';
import { TrainingPanel } from '../../../views/trainingPanel';
import type { Sessions } from '../sessions';
import { columnOfPages } from './pageColumn';

export class TrainingTabs implements PanelRestorer, vscode.Disposable {
  private readonly tabs = new Map<string, TrainingPanel>();
  private readonly watching: vscode.Disposable;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly sessions: Sessions,
    private readonly ask: AskSide,
  ) {
    this.watching = sessions.onDidChange(() => {
      for (const tab of this.tabs.values()) tab.title = tabTitle(tab.session.run);
    });
  }

  dispose(): void {
    this.watching.dispose();
    for (const tab of this.tabs.values()) tab.dispose();
  }

  /** Resolves when the page can draw. */
  open(session: Session): Promise<void> {
    const open = this.tabs.get(session.run.id);
    // A training that went on is another session.
    if (open?.session === session) {
      open.reveal();
      return open.ready();
    }
    open?.dispose();
    const title = tabTitle(session.run);
    const column = columnOfPages();
    return this.keep(TrainingPanel.create(session, title, this.ask, this.extensionUri, column)).ready();
  }

  /** A tab that VS Code kept over a reload of the window. */
  async restore(panel: vscode.WebviewPanel, id: string): Promise<void> {
    const session = await this.sessions.get(id);
    if (session) this.keep(new TrainingPanel(session, panel, this.ask, this.extensionUri));
    else panel.dispose();
  }

  /** A run that is gone. */
  drop(id: string): void {
    this.tabs.get(id)?.dispose();
  }

  shows(session: Session): boolean {
    return this.tabs.get(session.run.id)?.isVisible ?? false;
  }

  private keep(tab: TrainingPanel): TrainingPanel {
    const { id } = tab.session.run;
    this.tabs.set(id, tab);
    tab.onDispose(() => {
      if (this.tabs.get(id) === tab) this.tabs.delete(id);
    });
    return tab;
  }
}
