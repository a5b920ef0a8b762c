/** Ctrl+C, a polite kill, and a terminal that was closed: each ends the command, which ends what it has started. */
import { type CancelSignal, EXIT_AT } from './exit';
import { printError } from './page/print';

const SIGNALS: readonly CancelSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Of the signal that cancelled the work; before one came, as for Ctrl+C. */
let cancelledBy: CancelSignal = 'SIGINT';
/** Of the work that goes on. */
let cancelWork: ((signal: CancelSignal) => void) | null = null;
let hasWorked = false;
/** Came where no work went on: the next is cancelled at once. */
let waiting: CancelSignal | null = null;

/** From the first moment to the last: a signal between two works, or while the answer is printed, cuts nothing off. */
export function watchSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => meet(signal));
}

function meet(signal: CancelSignal): void {
  cancelledBy = signal;
  if (cancelWork) return cancelWork(signal);
  // Nothing has begun, or somebody asks again.
  if (!hasWorked || waiting !== null) process.exit(EXIT_AT[signal]);
  waiting = signal;
}

/** Runs the work; a signal calls `cancel` instead of ending this process. */
export async function cancelledBySignals<T>(
  cancel: (signal: CancelSignal) => void,
  work: () => Promise<T>,
): Promise<T> {
  hasWorked = true;
  cancelWork = cancel;
  try {
    const result = work();
    if (waiting !== null) cancel(waiting);
    return await result;
  } finally {
    cancelWork = null;
  }
}

/** Says that the work was cancelled, since what it printed looks whole. @returns its exit code */
export function endCancelled(): number {
  printError('Cancelled: it had not come to its end.\n');
  return EXIT_AT[cancelledBy];
}
