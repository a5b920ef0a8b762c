/** A training or a comparison in a tab of the editor, as wide as the chart of a range test. */
import * as vscode from 'vscode';
import type { Session } from '../experiments';
import { chartIcon } from './chartIcon';
import { pageHtml } from './html';
import { type AskSide, TrainingPage } from './trainingPage';

export const TRAINING_TAB = 'lrTuner.trainingTab';

export class TrainingPanel implements vscode.Disposable {
  private readonly page: TrainingPage;

  constructor(
    readonly session: Session,
    private readonly panel: vscode.WebviewPanel,
    ask: AskSide,
    extensionUri: vscode.Uri,
  ) {
    const { webview } = panel;
    panel.iconPath = chartIcon(extensionUri);
    webview.options = { enableScripts: true, localResourceRoots: [] };
    this.page = new TrainingPage(ask, true);
    this.page.enter(webview);
    this.page.put([session]);
    panel.onDidDispose(() => this.page.dispose());
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.page.hidden();
    });
    webview.html = pageHtml(extensionUri, { page: 'side', run: session.run.id });
  }

  static create(
    session: Session,
    title: string,
    ask: AskSide,
    extensionUri: vscode.Uri,
    column: vscode.ViewColumn,
  ): TrainingPanel {
    const show = { viewColumn: column, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(TRAINING_TAB, title, show, {});
    return new TrainingPanel(session, panel, ask, extensionUri);
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  set title(title: string) {
    this.panel.title = title;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  onDispose(listener: () => void): void {
    this.panel.onDidDispose(listener);
  }

  /** Resolves when the page can draw. */
  ready(): Promise<void> {
    return this.page.ready();
  }

  dispose(): void {
    this.panel.dispose();
  }
}
