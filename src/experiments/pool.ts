/**
 * Runs the tasks, at most `width` at a time, in order. The first that throws ends the taking of new ones; its
 * error is thrown once the tasks under way have ended, so that nothing is left running.
 */
export async function runPool(tasks: readonly (() => Promise<void>)[], width: number): Promise<void> {
  const errors: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length && errors.length === 0) {
      const task = tasks[next++];
      await task?.().catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, width) }, worker));
  if (errors.length > 0) throw errors[0];
}
