/** A child with everything it starts: one process group on POSIX, one tree on Windows. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Longest wait for killed processes to be gone; the system may keep their entries where nobody collects them. */
const LONGEST_WAIT_MS = 2000;

/** Ends all of it at once, and resolves when it is gone. */
export async function killGroup(leader: number): Promise<void> {
  // To the system 0 and 1 mean this very group, and every process there is.
  if (leader <= 1) return;
  if (process.platform === 'win32') {
    // Fails where the tree is gone already.
    await promisify(execFile)('taskkill', ['/pid', String(leader), '/t', '/f']).catch(() => undefined);
    return;
  }
  const until = performance.now() + LONGEST_WAIT_MS;
  while (signalGroup(leader, 'SIGKILL') && performance.now() < until) await wait(20);
}

/**
 * Ends the groups that processes of the run lead besides the first one's, as torchrun's workers do in sessions of their
 * own. Their numbers are what they said themselves: where they run in a container, others have them here.
 * @param mark what the environment of each holds
 */
export async function killReported(pids: readonly number[], mark: string): Promise<void> {
  // On Windows they are in the tree of the first.
  if (process.platform === 'win32') return;
  await Promise.all(pids.map(async (pid) => (await isMarked(pid, mark)) && killGroup(pid)));
}

/**
 * Ends what left the group without a word: what the script started in a session of its own, or what went into the
 * background by itself. Only Linux tells whose they are.
 * @param mark what the environment of each holds
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (const until = performance.now() + LONGEST_WAIT_MS; performance.now() < until; await wait(20)) {
    const pids = await markedProcesses(mark);
    if (pids.length === 0) return;
    for (const pid of pids) signalProcess(pid, 'SIGKILL');
  }
}

async function markedProcesses(mark: string): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const pids = names.map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => ((await environmentInProc(pid))?.includes(mark) === true ? [pid] : [])),
  );
  return found.flat();
}

/** Where the leader is gone but for its group the number has to do: no other process gets it meanwhile. */
async function isMarked(pid: number, mark: string): Promise<boolean> {
  const environment =
    process.platform === 'linux' ? await environmentInProc(pid) : await environmentByPs(pid);
  return environment === null || environment.includes(mark);
}

/** Null where the process is gone. */
async function environmentInProc(pid: number): Promise<string | null> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => null);
  // Empty: it is dead, and nobody has collected it yet.
  return environment === '' ? null : environment;
}

/** Null where the process is gone; its command alone where the system hides the environment. */
export async function environmentByPs(pid: number): Promise<string | null> {
  const wide = process.platform === 'darwin' ? '-Eww' : 'eww';
  const asked = [wide, '-o', 'stat=', '-o', 'command=', '-p', String(pid)];
  // It fails where there is no such process.
  const { stdout } = await promisify(execFile)('ps', asked).catch(() => ({ stdout: '' }));
  const shown = stdout.trim();
  return shown === '' || shown.startsWith('Z') ? null : shown;
}

/** @returns false where no process of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  return signalProcess(-leader, signal);
}

function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    // macOS answers so for a group of which only uncollected processes are left.
    if (code === 'EPERM') return false;
    throw error;
  }
}
