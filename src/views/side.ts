/** The side view of trainings: which of them it shows, and over which others. */
import type * as vscode from 'vscode';
import type { Session } from '../experiments';
import { pageHtml } from './html';
import { type AskSide, TrainingPage } from './trainingPage';

export const SIDE_VIEW = 'lrTuner.training';

/** More lines than these cannot be told apart. */
const MOST_OVERLAID = 6;

export class SideView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly page: TrainingPage;
  private view: vscode.WebviewView | null = null;

  constructor(
    private readonly extensionUri: vscode.Uri,
    ask: AskSide,
  ) {
    this.page = new TrainingPage(ask, false);
  }

  dispose(): void {
    this.page.dispose();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [] };
    this.page.enter(webview);
    view.onDidDispose(() => {
      this.view = null;
      this.page.leave();
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.page.hidden();
    });
    webview.html = pageHtml(this.extensionUri, { page: 'side', run: this.main?.run.id ?? '' });
  }

  /** Shows a run; trainings of the same script that are shown already stay, so that they can be compared. */
  show(session: Session): void {
    const { id, script } = session.run;
    const behind = this.page.sessions
      .filter(({ run }) => run.script === script && run.id !== id && run.kind === session.run.kind)
      .slice(0, session.run.kind === 'training' ? MOST_OVERLAID - 1 : 0);
    this.page.put([session, ...behind]);
  }

  /** Says that a range test finds bounds first. */
  prepare(rangeTest: Session): void {
    this.page.prepare(rangeTest);
  }

  /** Lays a run behind those that are shown. */
  overlay(session: Session): void {
    const others = this.page.sessions.filter(({ run }) => run.id !== session.run.id);
    this.page.put([...others, session].slice(0, MOST_OVERLAID));
  }

  /** A run that is gone. */
  drop(id: string): void {
    this.page.put(this.page.sessions.filter(({ run }) => run.id !== id));
  }

  /** Resolves when the page can draw; one that stays hidden never can. */
  ready(): Promise<void> {
    return this.page.ready();
  }

  /** Whether a person can see this run here. */
  shows(session: Session): boolean {
    return this.view?.visible === true && this.page.sessions.includes(session);
  }

  get main(): Session | null {
    return this.page.main;
  }
}
