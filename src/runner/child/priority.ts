/** Makes a process give way to the editor, whose page and keys would wait while every core trains. */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * A niceness of 5 leaves a quarter of a contended core: enough to keep the editor quick, and on a machine that is busy
 * with other work a run still gets on. Windows knows classes only, and the first below the usual one begins at 10.
 */
export const LOWERED_PRIORITY =
  process.platform === 'win32' ? os.constants.priority.PRIORITY_BELOW_NORMAL : 5;

/** Linux takes one change of a group in a tenth of a second, of all processes without privileges together. */
const BETWEEN_TRIES_MS = 150;
const MOST_TRIES = 20;

/**
 * Lowers a process that leads its own session, as `runChild` starts it; what it starts inherits that. Best effort:
 * a process that cannot be lowered trains all the same.
 */
export async function giveWay(leader: number): Promise<void> {
  try {
    os.setPriority(leader, LOWERED_PRIORITY);
  } catch {
    // It has ended already, or the system does not let us.
    return;
  }
  if (process.platform === 'linux') await lowerSession(leader);
}

/** Where the scheduler groups by session (`sched_autogroup`), a priority counts within the session only. */
async function lowerSession(leader: number): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      return await writeFile(`/proc/${leader}/autogroup`, String(LOWERED_PRIORITY), { flag: 'r+' });
    } catch (error) {
      // Without such groups there is no such file, and the priority is enough.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    await wait(BETWEEN_TRIES_MS);
  }
}
