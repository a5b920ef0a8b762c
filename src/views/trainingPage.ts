/** What a page of trainings is told, wherever it stands: in the view beside the editor, or in a tab of its own. */
import type * as vscode from 'vscode';
import type { Session } from '../experiments';
import { finiteOrNull } from '../protocol/numbers';
import { progressOf, trainingNotices } from '../runs';
import type { RunEvent } from '../runs';
import { readFromSide } from '../protocol/side';
import type { SideAsk, ToSide } from '../protocol/side';
import { outcomeOf, preparingState, seriesId, seriesView, sideState, trainingActivity } from './sideState';

/** Does what the page asks for. The session is the one shown, null while nothing is. */
export type AskSide = (session: Session | null, message: SideAsk) => void;

export class TrainingPage implements vscode.Disposable {
  private shown: { session: Session; unwatch: () => void }[] = [];
  /** The range test that finds bounds to train with; what was shown before comes back where it finds none. */
  private preparing: { rangeTest: Session; unwatch: () => void } | null = null;
  private webview: vscode.Webview | null = null;
  private isReady = false;
  private readonly waiting = new Set<() => void>();
  private noticesPosted = 0;

  constructor(
    private readonly ask: AskSide,
    private readonly inEditor: boolean,
  ) {}

  dispose(): void {
    this.leave();
    this.clear();
  }

  /** From now on it is shown there. */
  enter(webview: vscode.Webview): void {
    this.webview = webview;
    webview.onDidReceiveMessage((message: unknown) => this.onMessage(message));
  }

  /** The webview is gone. */
  leave(): void {
    this.webview = null;
    this.isReady = false;
  }

  /** VS Code drops the page of a webview that is hidden, and loads it anew. */
  hidden(): void {
    this.isReady = false;
  }

  /** Resolves when the page can draw; one that stays hidden never can. */
  ready(): Promise<void> {
    return this.isReady ? Promise.resolve() : new Promise((resolve) => this.waiting.add(resolve));
  }

  /** Says that a range test finds bounds first, and how far it is. */
  prepare(rangeTest: Session): void {
    this.endPreparing();
    const unwatch = rangeTest.watch(({ type }) => {
      if (type === 'steps') this.postProgress(rangeTest);
      if (type !== 'ended') return;
      this.endPreparing();
      this.postState();
    });
    this.preparing = { rangeTest, unwatch };
    this.postState();
  }

  private endPreparing(): void {
    this.preparing?.unwatch();
    this.preparing = null;
  }

  /** @param sessions the first is the one that goes on, the others lie behind it */
  put(sessions: readonly Session[]): void {
    this.clear();
    this.shown = sessions.map((session, place) => ({
      session,
      unwatch: session.watch((event) => this.onEvent(session, event, place === 0)),
    }));
    this.postState();
  }

  get sessions(): Session[] {
    return this.shown.map(({ session }) => session);
  }

  get main(): Session | null {
    return this.shown[0]?.session ?? null;
  }

  private clear(): void {
    this.endPreparing();
    for (const { unwatch } of this.shown.splice(0)) unwatch();
  }

  private post(message: ToSide): void {
    if (this.isReady) void this.webview?.postMessage(message);
  }

  private postState(): void {
    const runs = this.sessions.map(({ run }) => run);
    const state = this.preparing
      ? preparingState(this.preparing.rangeTest.run, this.inEditor)
      : sideState(runs, this.inEditor);
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
      case 'confirming':
      case 'probing':
      case 'confirmed':
      case 'chosen':
      case 'step-size':
      case 'pinned':
        return;
    }
  }

  /** Increments only: a state holds every point. */
  private onTrainer(session: Session, { repeat, message }: Extract<RunEvent, { type: 'trainer' }>): void {
    const { run } = session;
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
        return this.postOutcome(session);
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

  private postOutcome({ run }: Session): void {
    if (run === this.main?.run) this.post({ type: 'outcome', ...outcomeOf(run) });
  }

  /** @throws MessageError for what no page of ours sends */
  private onMessage(sent: unknown): void {
    const message = readFromSide(sent);
    if (message.type !== 'ready') return this.ask(this.preparing?.rangeTest ?? this.main, message);
    this.isReady = true;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
    this.postState();
  }
}
