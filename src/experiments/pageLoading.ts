/**
 * The page on which a run is watched comes first: it loads in processes of the editor, and children that take every
 * core would keep it blank for seconds.
 */
import { availableParallelism } from 'node:os';

export interface PageLimits {
  /** Milliseconds that a run waits for its page before it starts beside it. */
  wait: number;
  /** Milliseconds in which a page loads, or does not any more: it is hidden, or broken. */
  load: number;
}

const LIMITS: PageLimits = { wait: 3_000, load: 20_000 };

export class PageLoading {
  /** The page is there, or is not expected any more. */
  readonly over: Promise<void>;
  private readonly longestWait: AbortSignal;
  private isOver = false;

  /** @param ready resolves when the page can draw, or was closed; the limits count from now */
  constructor(ready: Promise<void>, { wait, load }: PageLimits = LIMITS) {
    this.longestWait = AbortSignal.timeout(wait);
    this.over = Promise.race([ready, aborted(AbortSignal.timeout(load))]).then(() => {
      this.isOver = true;
    });
  }

  /** Holds a run until its page is ready, up to the limit; cancelling ends that too. */
  async comesFirst(cancel: AbortSignal): Promise<void> {
    await Promise.race([this.over, aborted(AbortSignal.any([cancel, this.longestWait]))]);
  }

  /** How many processes may train: while the page still loads, one core stays free for it. */
  get width(): number {
    return this.isOver ? Infinity : Math.max(1, availableParallelism() - 1);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
