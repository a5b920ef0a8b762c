/** Signals at random moments of a run. */
import { setTimeout as wait } from 'node:timers/promises';
import { randomFrom, SEED } from './soak';
import type { Surroundings } from './world';

const STOPPED_MS = 1_000;

const random = randomFrom(SEED);

/** @param latest milliseconds after the start; the earliest is 300 */
export function signalled(
  signal: NodeJS.Signals,
  to: 'host' | 'child',
  latest = 2_800,
): Pick<Surroundings, 'meanwhile' | 'shell'> {
  return {
    // The shell gives its place to the host, so that the signal meets it.
    shell: 'exec "$@"',
    meanwhile: async (host, world) => {
      await wait(300 + (latest - 300) * random());
      const others = (await world.processes()).filter((pid) => pid !== host.pid);
      const pids = to === 'host' ? [host.pid] : others;
      for (const pid of pids) if (pid !== undefined) kill(pid, signal);
      if (signal === 'SIGSTOP') {
        await wait(STOPPED_MS);
        for (const pid of pids) if (pid !== undefined) kill(pid, 'SIGCONT');
      }
    },
  };
}

/** The process may have come to its end before. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
