/** Some scripts go on after training without an end: they serve their model, or wait for input. */
import type { Experiment } from './experiment';

const LOOK_EVERY_MS = 5000;
/** So long without a step and without work. Only after training: before it, a script may wait for its data. */
const LOOKS_UNTIL_OVER = 4;
/** Share of a core. */
const IDLE_LOAD = 0.05;

export function endWhenIdle(experiment: Experiment): void {
  let quietLooks = 0;
  let updates = 0;
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    used = process.cpuUsage();
    const load = (user + system) / 1000 / LOOK_EVERY_MS;
    const quiet = experiment.updates > 0 && experiment.updates === updates && load < IDLE_LOAD;
    updates = experiment.updates;
    quietLooks = quiet ? quietLooks + 1 : 0;
    if (quietLooks >= LOOKS_UNTIL_OVER) experiment.end('script-ended');
  }, LOOK_EVERY_MS);
  timer.unref();
}
