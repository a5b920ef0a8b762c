/** Every run that this window knows: those that go on and those read from their files. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Session } from '../../experiments';
import { newRunId, wallTime } from '../../runs';
import type { Run, RunKind, RunStore } from '../../runs';

/** The runs that have a curve over the learning rate, drawn in a panel; the others are trainings, in the side view. */
export const CHARTED: readonly RunKind[] = ['range-test', 'imported'];
export const TRAINED: readonly RunKind[] = ['training', 'comparison'];

/** Draws runs of some kinds. */
export interface Viewer {
  readonly kinds: readonly RunKind[];
  /** Brings the run into view. Resolves when its page can draw, or was closed before it could. */
  show(session: Session): Promise<void>;
  /** Whether a person can see the run now. */
  shows(session: Session): boolean;
}

export class Sessions implements vscode.Disposable {
  private readonly viewers: Viewer[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  /** A run began, went on or ended, or its bounds or its name were set. */
  readonly onDidChange = this.changed.event;
  private readonly ended = new vscode.EventEmitter<Session>();
  readonly onDidEnd = this.ended.event;
  private readonly byId = new Map<string, Session>();

  constructor(private readonly store: RunStore) {}

  dispose(): void {
    for (const session of this.byId.values()) session.cancel();
    this.changed.dispose();
    this.ended.dispose();
  }

  /** From now on it is asked to show the runs of its kinds. */
  addViewer(viewer: Viewer): void {
    this.viewers.push(viewer);
  }

  /** Shows a run to the person, wherever runs of its kind are shown. Resolves when its page can draw. */
  async show(session: Session): Promise<void> {
    await this.viewers.find(({ kinds }) => kinds.includes(session.run.kind))?.show(session);
  }

  shows(session: Session): boolean {
    return this.viewers.some((viewer) => viewer.kinds.includes(session.run.kind) && viewer.shows(session));
  }

  private all(): Session[] {
    return [...this.byId.values()];
  }

  /** @param kinds left out, of every kind */
  running(kinds?: readonly RunKind[]): Session[] {
    return this.all().filter(({ isRunning, run }) => isRunning && (kinds?.includes(run.kind) ?? true));
  }

  /** The run with this id as it is now, which its file may lag behind. */
  live(id: string): Run | undefined {
    return this.byId.get(id)?.run;
  }

  /** The newest run of a script, of these kinds. */
  latest(script: vscode.Uri, kinds: readonly RunKind[]): Session | undefined {
    return this.all()
      .filter(({ run }) => run.script === script.fsPath && kinds.includes(run.kind))
      .reduce<Session | undefined>(
        (newest, one) => (newest && newest.run.startedAt > one.run.startedAt ? newest : one),
        undefined,
      );
  }

  /** A new run, on disk from its first event on. */
  create(kind: RunKind, script: vscode.Uri, range: Run['range']): Session {
    const startedAt = wallTime();
    const { session, id } = this.blank(startedAt);
    const name = path.basename(script.fsPath);
    session.record({ type: 'created', id, kind, name, script: script.fsPath, startedAt, range });
    return session;
  }

  /** A session without events; its first has to be `created`, with this id. */
  blank(startedAt: number): { session: Session; id: string } {
    const id = newRunId(startedAt);
    const session = this.track(new Session(this.writer(id)));
    this.byId.set(id, session);
    return { session, id };
  }

  /** Null where the run's file is gone. */
  async get(id: string): Promise<Session | null> {
    const known = this.byId.get(id);
    if (known) return known;
    const run = await this.store.load(id);
    // Asked for twice at once, as a panel and the list do after a reload, it must still be one session.
    return this.byId.get(id) ?? (run && this.adopt(run));
  }

  /** A run that ended goes on: what has been cancelled cannot be taken back, so it gets a session of its own. */
  reopen({ run }: Session): Session {
    return this.adopt(run);
  }

  async delete(id: string): Promise<void> {
    const session = this.byId.get(id);
    session?.cancel();
    await session?.flush();
    this.byId.delete(id);
    await this.store.delete(id);
    this.changed.fire();
  }

  private adopt(run: Run): Session {
    const session = this.track(new Session(this.writer(run.id), run));
    this.byId.set(run.id, session);
    this.changed.fire();
    return session;
  }

  private track(session: Session): Session {
    session.watch((event) => {
      if (event.type !== 'steps') this.changed.fire();
      if (event.type === 'ended') this.ended.fire(session);
    });
    return session;
  }

  private writer(id: string): ReturnType<RunStore['writer']> {
    return this.store.writer(id, (error) => {
      void vscode.window.showWarningMessage(`This run cannot be kept on disk: ${error.message}`);
    });
  }
}
