/** The side view of trainings: its page asks, this side answers. */
import type * as vscode from 'vscode';
import type { Session } from '../experiments';
import { finiteOrNull } from '../protocol/numbers';
import { progressOf, trainingNotices } from '../runs';
import type { Run, RunEvent } from '../runs';
import { pageHtml } from './html';
import type { FromSide, SideAsk, ToSide } from '../protocol/side';
import { comparisonView, seriesId, seriesView, sideState, trainingActivity } from './sideState';
import { readFromSide } from '../protocol/side';

export const SIDE_VIEW = 'lrTuner.training';

/** Does what the page asks for. The session is the one shown, null while nothing is. */
export type AskSide = (session: Session | null, message: SideAsk) => void;

/** More lines than these cannot be told apart. */
const MOST_OVERLAID = 6;

export class SideView implements vscode.WebviewViewProvider, vscode.Disposable {
  private shown: { session: Session; unwatch: () => void }[] = [];
  private view: vscode.WebviewView | null = null;
  private isReady = false;
  private readonly waiting = new Set<() => void>();
  private noticesPosted = 0;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly ask: AskSide,
  ) {}

  dispose(): void {
    this.clear();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [] };
    webview.onDidReceiveMessage((message: unknown) => this.onMessage(readFromSide(message)));
    view.onDidDispose(() => {
      this.view = null;
      this.isReady = false;
    });
    // VS Code drops the page of a view that is hidden, and loads it anew.
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.isReady = false;
    });
    webview.html = pageHtml(this.extensionUri, { page: 'side', run: this.main?.run.id ?? '' });
  }

  /** Shows a run; trainings of the same script that are shown already stay, so that they can be compared. */
  show(session: Session): void {
    const { id, script } = session.run;
    const behind = this.shown
      .map((one) => one.session)
      .filter(({ run }) => run.script === script && run.id !== id && run.kind === session.run.kind)
      .slice(0, session.run.kind === 'training' ? MOST_OVERLAID - 1 : 0);
    this.put([session, ...behind]);
  }

  /** Lays a run behind those that are shown. */
  overlay(session: Session): void {
    const others = this.shown.map((one) => one.session).filter(({ run }) => run.id !== session.run.id);
    this.put([...others, session].slice(0, MOST_OVERLAID));
  }

  /** A run that is gone. */
  drop(id: string): void {
    this.put(this.shown.map((one) => one.session).filter(({ run }) => run.id !== id));
  }

  /** Resolves when the page can draw; one that stays hidden never can. */
  ready(): Promise<void> {
    return this.isReady ? Promise.resolve() : new Promise((resolve) => this.waiting.add(resolve));
  }

  get main(): Session | null {
    return this.shown[0]?.session ?? null;
  }

  private put(sessions: readonly Session[]): void {
    this.clear();
    this.shown = sessions.map((session, place) => ({
      session,
      unwatch: session.watch((event) => this.onEvent(session, event, place === 0)),
    }));
    this.postState();
  }

  private clear(): void {
    for (const { unwatch } of this.shown.splice(0)) unwatch();
  }

  private post(message: ToSide): void {
    if (this.isReady) void this.view?.webview.postMessage(message);
  }

  private postState(): void {
    const state = sideState(this.shown.map((one) => one.session.run));
    this.noticesPosted = state.notices.length;
    this.post({ type: 'state', state });
  }

  private postProgress({ run }: Session): void {
    const { status } = run;
    this.post({ type: 'progress', status, activity: trainingActivity(run), progress: progressOf(run) });
  }

  private onEvent(session: Session, event: RunEvent, isMain: boolean): void {
    const { run } = session;
    switch (event.type) {
      case 'steps': {
        const repeat = run.repeats[event.repeat];
        if (repeat) {
          this.post({
            type: 'points',
            id: seriesId(run, repeat),
            step: event.steps.map((step) => step.i),
            lr: event.steps.map((step) => step.lr),
            loss: event.steps.map((step) => finiteOrNull(step.loss)),
            accuracy: event.steps.map((step) => finiteOrNull(step.accuracy)),
          });
        }
        if (isMain) this.postProgress(session);
        return;
      }
      case 'trainer':
        return this.onTrainer(session, event);
      case 'repeat': {
        const repeat = run.repeats[event.repeat];
        if (repeat) this.post({ type: 'series', series: seriesView(run, repeat, this.shown.length > 1) });
        if (isMain) this.postProgress(session);
        return;
      }
      case 'launched':
        if (isMain) this.postProgress(session);
        return;
      case 'arms':
      case 'resumed':
      case 'ended':
      case 'renamed':
        return this.postState();
      case 'created':
      case 'training-asked':
      case 'planned':
      case 'chosen':
      case 'step-size':
      case 'pinned':
        return;
    }
  }

  /** Increments only: a state holds every point. */
  private onTrainer({ run }: Session, { repeat, message }: Extract<RunEvent, { type: 'trainer' }>): void {
    const training = run.repeats[repeat];
    if (!training) return;
    const id = seriesId(run, training);
    switch (message.type) {
      case 'phase': {
        const { phase, step, loss, accuracy } = message;
        if (step === undefined || phase === 'save-skipped') return;
        if (phase === 'train') return this.post({ type: 'epoch', id, step });
        const values = { loss: finiteOrNull(loss), accuracy: finiteOrNull(accuracy) };
        return this.post({ type: 'validation', id, step, ...values });
      }
      case 'end':
        this.post({ type: 'training-ended', id });
        return this.postComparison(run);
      case 'warning':
        // Every training warns of the same things; each is said once.
        if (run === this.main?.run && trainingNotices(run).length !== this.noticesPosted) this.postState();
        return;
      case 'armed':
      case 'hello':
      case 'training':
      case 'data':
        return;
    }
  }

  private postComparison(run: Run): void {
    const comparison = comparisonView(run);
    if (comparison && run === this.main?.run) this.post({ type: 'comparison', comparison });
  }

  private onMessage(message: FromSide): void {
    if (message.type !== 'ready') return this.ask(this.main, message);
    this.isReady = true;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
    this.postState();
  }
}
