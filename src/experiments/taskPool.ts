/**
 * Runs the tasks in order, at most `width()` at a time, and always at least one. The first that throws ends the taking
 * of new ones; its error is thrown once the tasks under way have ended, so that nothing is left running.
 * @param changes the width is asked for again when one of these settles, and whenever a task ends
 */
export function runPool(
  tasks: readonly (() => Promise<void>)[],
  width: () => number,
  changes: readonly Promise<void>[] = [],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = [...tasks];
    let failure: { error: unknown } | null = null;
    let running = 0;

    const run = async (task: () => Promise<void>): Promise<void> => {
      running += 1;
      try {
        await task();
      } catch (error) {
        failure ??= { error };
      }
      running -= 1;
      look();
    };
    const look = (): void => {
      while (failure === null && running < Math.max(1, width())) {
        const task = waiting.shift();
        if (task === undefined) break;
        void run(task);
      }
      if (running > 0) return;
      if (failure === null) resolve();
      else reject(failure.error);
    };
    for (const change of changes) void change.then(look);
    look();
  });
}
