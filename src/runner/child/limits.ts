/** How long the host waits for a child at each point of its life, in milliseconds. */
import type { Launch } from '../language';

/** A loaded machine may take seconds to start a runtime; without `armed` the script would run unhooked, in full. */
const LONGEST_ARMING_MS = 30_000;
/** One that gives way may get a quarter of the time there is, and a launcher may have much to do before. */
const LONGEST_SLOW_ARMING_MS = 4 * LONGEST_ARMING_MS;
/** What the script registered for its exit may still run for so long. */
export const EXIT_GRACE_MS = 1000;
/** A process that ends by itself may take so long to clear up: its exit code says whether all was well. */
export const LONGEST_EXIT_MS = 10_000;
/** A script that has trained in another process goes on as it does on its own, but not for ever in silence. */
export const LONGEST_SILENCE_MS = 15_000;
/** For reading what the ended processes still had written. */
export const LONGEST_DRAINING_MS = 3000;

/** Until the first process has to have said that the trainer is in place. */
export function longestArming({ alone, givesWay }: Pick<Launch, 'alone' | 'givesWay'>): number {
  return alone || givesWay ? LONGEST_SLOW_ARMING_MS : LONGEST_ARMING_MS;
}

/** At most one limit runs at a time. */
export class Deadline {
  private timer: NodeJS.Timeout | null = null;

  /** @param missed called with the reason of the limit that passed */
  constructor(private readonly missed: (why: string) => void) {}

  /** In place of the one that ran. */
  restart(milliseconds: number, why: string): void {
    this.clear();
    this.timer = setTimeout(() => this.missed(why), milliseconds);
  }

  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
