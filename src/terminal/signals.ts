/** Ctrl+C, a polite kill, and a terminal that was closed: each ends the command, which ends what it has started. */
import { type CancelSignal, EXIT_AT } from './exit';
import { printError } from './page/print';

const SIGNALS: readonly CancelSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Of the signal that cancelled the work; before one came, as for Ctrl+C. */
let cancelledBy: CancelSignal = 'SIGINT';

/** Runs the work; a signal calls `cancel` instead of ending this process. */
export async function cancelledBySignals<T>(
  cancel: (signal: CancelSignal) => void,
  work: () => Promise<T>,
): Promise<T> {
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      cancelledBy = signal;
      cancel(signal);
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  try {
    return await work();
  } finally {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  }
}

/** Says that the work was cancelled, since what it printed looks whole. @returns its exit code */
export function endCancelled(): number {
  printError('Cancelled: it had not come to its end.\n');
  return EXIT_AT[cancelledBy];
}
