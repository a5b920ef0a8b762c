/** Some scripts go on without an end: they serve their model after training, or train only when they are asked to. */
import { readdirSync } from 'node:fs';
import { isAlive } from './alive';
import type { Driver } from './driver';

const LOOK_EVERY_MS = 5000;
/** So long without a step and without work. Before training it is no end: a script may wait for its data. */
const LOOKS_UNTIL_OVER = 4;
/** Share of a core. */
const IDLE_LOAD = 0.05;

export function endWhenIdle(driver: Driver): void {
  let quietLooks = 0;
  let updates = 0;
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const load = (user + system) / 1000 / LOOK_EVERY_MS;
    const quiet = driver.updates === updates && load < IDLE_LOAD;
    updates = driver.updates;
    quietLooks = quiet ? quietLooks + 1 : 0;
    if (quietLooks < LOOKS_UNTIL_OVER) return;
    if (updates > 0) return driver.end('script-ended');
    // It may wait for those, and they train.
    if (hasOthers(driver.plan.reportFolder)) return;
    driver.report.warn(
      'script-waits',
      'The script waits and has not trained yet. If it trains only when a request or an input comes, stop it, and choose a script that starts the training itself.',
    );
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Whether other processes of the run are at work. Threads of this one would not leave it idle. */
function hasOthers(reportFolder: string): boolean {
  try {
    const pids = readdirSync(reportFolder).map((file) => Number(/^\d+/.exec(file)?.[0] ?? process.pid));
    return pids.some((pid) => pid !== process.pid && isAlive(pid));
  } catch {
    // A script may clean up the temporary folder, and the reports with it.
    return false;
  }
}
