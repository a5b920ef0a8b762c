/** So wide is the pool until then. */
export interface HeldBack {
  width: number;
  until: Promise<void>;
}

/**
 * Runs the tasks, at most `width` at a time, in order. The first that throws ends the taking of new ones; its
 * error is thrown once the tasks under way have ended, so that nothing is left running.
 */
export async function runPool(
  tasks: readonly (() => Promise<void>)[],
  width: number,
  heldBack?: HeldBack,
): Promise<void> {
  const errors: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length && errors.length === 0) {
      const task = tasks[next++];
      await task?.().catch((error: unknown) => errors.push(error));
    }
  };
  const workers = (count: number): Promise<unknown> => Promise.all(Array.from({ length: count }, worker));
  const full = Math.max(1, width);
  const atFirst = Math.min(full, heldBack?.width ?? full);
  const first = workers(atFirst);
  // Where the tasks are done sooner, there is nothing left to wait for.
  await Promise.race([heldBack?.until, first]);
  await Promise.all([first, workers(full - atFirst)]);
  if (errors.length > 0) throw errors[0];
}
