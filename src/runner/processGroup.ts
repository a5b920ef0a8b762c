/** A child with everything it starts: one process group on POSIX, one tree on Windows. */
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Longest wait for killed processes to be gone; the system may keep their entries where nobody collects them. */
const LONGEST_WAIT_MS = 2000;

/** Ends all of it at once, and resolves when it is gone. */
export async function killGroup(leader: number): Promise<void> {
  if (process.platform === 'win32') {
    // Fails where the tree is gone already.
    await promisify(execFile)('taskkill', ['/pid', String(leader), '/t', '/f']).catch(() => undefined);
    return;
  }
  const until = Date.now() + LONGEST_WAIT_MS;
  while (signalGroup(leader, 'SIGKILL') && Date.now() < until) await wait(20);
}

/** @returns false where no process of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // macOS answers so for a group of which only uncollected processes are left.
    if (code === 'EPERM') return false;
    throw error;
  }
}
