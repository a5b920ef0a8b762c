/**
 * Short trainings at a few constant rates, which confirm the bounds of a range test or move them. Which rates, and when
 * that ends, is decided in `tuning/confirmation`; the trainer holds a rate as it drives a ramp.
 */
import { availableParallelism } from 'node:os';
import type { Asked } from '../protocol/plan';
import { type Problem, ProblemError } from '../protocol/problems';
import type { Launch } from '../runner';
import {
  type Batch,
  boundsConfirmed,
  confirmationIn,
  EXPECTED_LONG_PROBES,
  failedAtRate,
  isProbe,
  probeRamp,
  rampSteps,
  type Repeat,
  type Run,
  timeIn,
  wallTime,
} from '../runs';
import {
  FEWEST_PROBE_STEPS,
  formatRate,
  isBroken,
  type NextProbes,
  PROBE_SEEDS,
  PROBE_STEPS,
  type ProbeStart,
  tooShortToConfirm,
} from '../tuning';
import { runAtOnce } from './atOnce';
import { problemOf, whatFailed } from './ending';
import { recordRepeat } from './repeat';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { startLaunch } from './start';

/** Both seeds of a rate, or both rates of a seed: they are compared with nothing that ran at another time. */
const AT_ONCE = PROBE_SEEDS.length;

/** Of a whole confirmation: mostly three rates of each length. */
export const EXPECTED_PROBES: Batch[] = [
  { processes: 2 * PROBE_SEEDS.length, steps: PROBE_STEPS },
  { processes: PROBE_SEEDS.length, steps: PROBE_STEPS },
  ...EXPECTED_LONG_PROBES,
];

/**
 * Runs to its end and records everything; bounds that moved are chosen. Never rejects for what the script does, and
 * whatever happens the range test stands.
 * @param session of a range test that has ended
 */
export async function runConfirmation(
  request: ScriptRun,
  start: ProbeStart,
  session: Session,
): Promise<void> {
  const { log } = request;
  session.goOn();
  log?.info(`A confirmation begins at ${start.lr} (${start.from}).`);
  session.record({ type: 'confirming', at: wallTime(), start, seeds: [...PROBE_SEEDS], long: true });
  let problem: Problem | null = null;
  try {
    await probeAll(await startLaunch(request, session), request, session);
  } catch (error) {
    problem = problemOf(error);
  }
  const cancelled = session.signal.aborted;
  const status = cancelled ? 'cancelled' : problem ? 'failed' : 'finished';
  log?.info(`The confirmation has ${status}${problem ? ` (${problem.code})` : ''}.`);
  // What the short ones found stands, whatever becomes of the long ones.
  const chosen = boundsConfirmed(session.run);
  if (chosen !== null) session.record({ type: 'chosen', chosen });
  session.record({ type: 'confirmed', at: timeIn(session.run), status, problem: cancelled ? null : problem });
}

async function probeAll(launch: Launch, request: ScriptRun, session: Session): Promise<void> {
  for (let asked = ''; !session.signal.aborted;) {
    const next = confirmationIn(session.run)?.next ?? null;
    if (next === null) return;
    const { rates, seeds, steps } = next;
    if (steps < FEWEST_PROBE_STEPS) throw new ProblemError(tooShort(steps));
    const asking = `${String(rates)} for ${steps} iterations`;
    // What comes next follows from what is whole: asked for again, it would be asked for for ever.
    if (asked === asking) throw new ProblemError(notWhole(rates));
    asked = asking;
    session.record({ type: 'probing', rates: [...rates], steps, seeds: seeds.length });
    request.log?.info(`Rates to train: ${asked}.`);
    await probeRates(next, launch, request, session);
  }
}

async function probeRates(
  { rates, seeds, steps }: NextProbes,
  launch: Launch,
  request: ScriptRun,
  session: Session,
): Promise<void> {
  const wanted = request.atOnce ?? 0;
  const width = Math.min(AT_ONCE, wanted || (launch.alone ? 1 : availableParallelism()));
  const threads = request.threads || Math.max(1, Math.floor(availableParallelism() / width));
  const { engine, training, output, log } = request;
  const failures: ProblemError[] = [];
  const trainings = rates.flatMap((lr) =>
    seeds.map((seed) => async () => {
      if (session.signal.aborted) return;
      const experiment = { kind: 'range-test', ramp: probeRamp(lr, steps) } as const;
      const asked: Asked = { experiment, seed, engine, threads, allowSave: false, training };
      const { repeat, outcome } = await recordRepeat(
        { launch, asked, seed, isLost: isBroken, output, log },
        session,
      );
      if (outcome.problem) failures.push(brokeDown(outcome.problem, lr, repeat, session));
    }),
  );
  await runAtOnce(trainings, { launch, page: request.page, wanted, most: () => width }, session);
  if (failures[0] && failsAnyway(session.run, steps > PROBE_STEPS)) throw failures[0];
}

/** A script that fails at whatever rate has another reason; in long trainings, where that is at one iteration. */
function failsAnyway(run: Run, long: boolean): boolean {
  const alike = probesIn(run).filter((repeat) => rampSteps(repeat) > PROBE_STEPS === long);
  const ends = alike.map(({ end }) => end);
  return ends.every(failedAtRate) && (!long || new Set(ends.map((end) => end?.steps)).size === 1);
}

function probesIn({ repeats, confirming }: Run): Repeat[] {
  return repeats.slice(confirming?.firstRepeat).filter(isProbe);
}

/** A script may throw at a rate that another script trains badly at. @throws ProblemError where the rate is not why */
function brokeDown(problem: Problem, lr: number, repeat: number, session: Session): ProblemError {
  const error = new ProblemError(problem);
  if (problem.code !== 'script-threw' || !failedAtRate(session.run.repeats[repeat]?.end ?? null)) throw error;
  const message = `${whatFailed(problem)} That was at ${formatRate(lr)}, and counts as a breakdown there.`;
  session.record({
    type: 'trainer',
    repeat,
    message: { type: 'warning', code: 'other', message },
    at: timeIn(session.run),
  });
  return error;
}

/** Where the range test could not know: its ramps were as short. */
function tooShort(steps: number): Problem {
  const { what, advice } = tooShortToConfirm(steps);
  const detail = `${advice} The bounds of the curve stand.`;
  return { code: 'never-trained', title: what, detail, actions: [{ kind: 'show-output' }] };
}

function notWhole(rates: readonly number[]): Problem {
  return {
    code: 'no-curve',
    title: `The trainings at ${rates.map(formatRate).join(' and ')} did not come to their end.`,
    detail: 'Its last output may tell why. What was found before stands.',
    actions: [{ kind: 'show-output' }],
  };
}
