/** How far a run is, and how long it still takes by what its processes have taken so far. */
import type { Progress } from '../protocol/panel';
import { timeIn } from './clock';
import type { Batch } from './events';
import { type Repeat, type Run, stepsDone } from './run';

/** Fewer updates than that say little of how long one takes. */
const FEW_STEPS = 20;

/** Null where nothing goes on, or it is not known how much is to do. */
export function progressOf(run: Run, now = timeIn(run)): Progress | null {
  const { plan, status, startedAt, resumed } = run;
  if (plan === null || (status !== 'starting' && status !== 'running')) return null;
  const elapsedMs = now - (resumed?.at ?? startedAt);
  const step = stepsDone(run);
  const begun = run.repeats.slice(plan.firstRepeat);
  const share = shareMade(run);
  const going = begun.filter(({ end }) => end === null);
  const leftOf = ({ step: made }: Repeat): number => Math.max(0, share * plan.steps - made.length);
  const waiting = { processes: Math.max(0, plan.processes - begun.length), steps: plan.steps };
  const batches = [waiting, ...plan.ahead];
  const ahead = batches.reduce((sum, { processes, steps }) => sum + processes * steps * share, 0);
  const of = step + Math.round(ahead + going.reduce((sum, repeat) => sum + leftOf(repeat), 0));

  const pace = paceOf(begun) ?? paceOf(run.repeats);
  if (pace === null) return { step, of, elapsedMs, remainingMs: null };
  const { perStepMs, startMs } = pace;
  const goingOn = going.map((repeat) => leftOf(repeat) * perStepMs + startLeft(repeat, startMs, now));
  const lasts = ({ steps }: Batch): number => startMs + share * steps * perStepMs;
  const stages = batches.map((batch) => new Array<number>(batch.processes).fill(lasts(batch)));
  const [first = [], ...later] = stages;
  const remainingMs = [[...goingOn, ...first], ...later].reduce(
    (sum, stage) => sum + makespan(stage, run.atOnce),
    0,
  );
  return { step, of, elapsedMs, remainingMs };
}

/** Ramps end where the loss is no number any more: of those that have ended, the part that they made. */
function shareMade({ repeats, confirming, status }: Run): number {
  const since = status === 'running' && confirming !== null ? confirming.firstRepeat : 0;
  const parts = repeats.slice(since).flatMap(({ end, experiment, step }) => {
    const isOpen = end === null || experiment.kind !== 'range-test' || experiment.ramp.steps === 0;
    return isOpen ? [] : [Math.min(1, step.length / experiment.ramp.steps)];
  });
  return parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

/** Milliseconds of an update, and of a process besides its updates. Null before enough of them were made. */
function paceOf(repeats: readonly Repeat[]): { perStepMs: number; startMs: number } | null {
  let [steps, stepping] = [0, 0];
  for (const { clock } of repeats) {
    const [first, last] = [clock[0], clock.at(-1)];
    if (first === undefined || last === undefined) continue;
    steps += last.step - first.step;
    stepping += last.at - first.at;
  }
  if (steps < FEW_STEPS) return null;
  const besides = repeats.flatMap(({ clock, startedAt, endedAt }) => {
    const [first, last] = [clock[0], clock.at(-1)];
    if (startedAt === null || first === undefined || last === undefined) return [];
    return [first.at - startedAt + (endedAt === null ? 0 : endedAt - last.at)];
  });
  const startMs = besides.reduce((sum, ms) => sum + ms, 0) / Math.max(1, besides.length);
  return { perStepMs: stepping / steps, startMs };
}

function startLeft({ clock, startedAt }: Repeat, startMs: number, now: number): number {
  return clock.length > 0 || startedAt === null ? 0 : Math.max(0, startMs - (now - startedAt));
}

/** Of tasks that are taken in order, so many at once. */
function makespan(tasks: readonly number[], atOnce: number): number {
  const lanes = new Array<number>(Math.max(1, atOnce)).fill(0);
  for (const task of tasks) {
    const free = lanes.indexOf(Math.min(...lanes));
    lanes[free] = (lanes[free] ?? 0) + task;
  }
  return Math.max(...lanes);
}
