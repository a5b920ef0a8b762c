/** One run while it happens: its value, its file and whoever watches it are told the same events in order. */
import { applyEvent, emptyRun } from '../runs';
import type { Run, RunEvent, RunWriter } from '../runs';

export type SessionListener = (event: RunEvent) => void;

export class Session {
  private readonly listeners = new Set<SessionListener>();
  private abort = new AbortController();

  /**
   * @param writer null keeps the run in memory only
   * @param run a run read from its file goes on being changed (bounds, name); a new one starts empty
   */
  constructor(
    private readonly writer: RunWriter | null,
    readonly run: Run = emptyRun(),
  ) {}

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get isRunning(): boolean {
    return this.run.status === 'starting' || this.run.status === 'running';
  }

  record(event: RunEvent): void {
    applyEvent(this.run, event);
    this.writer?.append(event);
    for (const listener of this.listeners) listener(event);
  }

  /** @returns a function that ends the watch */
  watch(listener: SessionListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A run that has ended is to go on: that it was cancelled does not count any more. */
  goOn(): void {
    if (this.abort.signal.aborted) this.abort = new AbortController();
  }

  cancel(): void {
    this.abort.abort();
  }

  flush(): Promise<void> {
    return this.writer?.flush() ?? Promise.resolve();
  }
}
