/** Ctrl+C, a polite kill, and a terminal that was closed: each ends the command, which ends what it has started. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the work; a signal calls `cancel` instead of ending this process. */
export async function cancelledBySignals<T>(cancel: () => void, work: () => Promise<T>): Promise<T> {
  for (const signal of SIGNALS) process.on(signal, cancel);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, cancel);
  }
}
