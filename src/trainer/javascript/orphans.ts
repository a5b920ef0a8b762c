/**
 * No orphans, even where the host was killed and could not clean up: a thread of its own watches for a change of
 * parent, so that it works while training blocks the main thread, and ends the whole process group.
 */
import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 300;

/** Runs in the thread, as text: the thread must not load the trainer again. */
const WATCH = `
const { workerData } = require('node:worker_threads');
const parent = workerData.parent;
setInterval(() => {
  if (process.ppid === parent) return;
  try { process.kill(-process.pid, 'SIGKILL'); } catch { process.kill(process.pid, 'SIGKILL'); }
}, workerData.every);
`;

/** Only for the process that the host started: it leads its process group, and what it forks is in that group. */
export function endWithHost(): void {
  const watcher = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    stdout: false,
    workerData: { parent: process.ppid, every: LOOK_EVERY_MS },
  });
  // Without it there is still the host's shell; the script is not to fail for want of it.
  watcher.on('error', () => undefined);
  watcher.unref();
}
