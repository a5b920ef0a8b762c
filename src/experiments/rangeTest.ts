/**
 * The range test as an experiment: ramps at several seeds, then ramps twice as long, until two lengths agree.
 * The trainer only ramps; when to go on and when to stop is decided here, once for all languages.
 */
import { availableParallelism } from 'node:os';
import { iterations } from '../protocol/words';
import type { Asked } from '../protocol/plan';
import { type Problem, ProblemError } from '../protocol/problems';
import type { End } from '../protocol/report';
import type { Launch } from '../runner';
import { type Batch, drivenOfSeveral, finishedLevels, isWhole, timeIn } from '../runs';
import { FEWEST_RAMP_STEPS, nextRamps, type NextRamps, type Ramp, type RampLimits } from '../tuning';
import { soundRamp } from './asked';
import { EXPECTED_PROBES } from './confirmation';
import { runAtOnce } from './atOnce';
import { recordEnd, whatFailed } from './ending';
import { recordRepeat } from './repeat';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { startLaunch } from './start';

export interface RangeTestRequest extends ScriptRun {
  range: { lo: number; hi: number };
  /** How the rate rises; left out, exponentially. */
  shape?: Ramp['shape'];
  /** Iterations of the first ramp, and of the longest that may follow. */
  steps: number;
  maxSteps: number;
  seeds: number;
  /** Short trainings are to follow, which counts for the time left. */
  confirms?: boolean;
  /** Also evaluates the script's validation data now and then; left out, it does not. */
  validation?: boolean;
}

/** Runs to its end and records everything, the end too. Never rejects for what the script does. */
export async function runRangeTest(request: RangeTestRequest, session: Session): Promise<void> {
  await recordEnd(session, request, () => runLevels(request, session));
}

type Ramps = Extract<NextRamps, { kind: 'run' }>;

async function runLevels(request: RangeTestRequest, session: Session): Promise<void> {
  const ramp = soundRamp(request);
  const launch = await startLaunch(request, session);
  let limits: RampLimits = {
    ramp,
    seeds: request.seeds,
    maxSteps: request.maxSteps,
    // A linear ramp is asked for to look at one range, so that range stays.
    extensions: ramp.shape === 'linear' ? 0 : 1,
  };
  let next = nextRamps([], limits);
  while (next.kind === 'run' && !session.signal.aborted) {
    limits = next.limits;
    try {
      await runRamps(next, launch, request, session);
    } catch (error) {
      if (!(error instanceof ShortScript)) throw error;
      // A script of T iterations still has a ramp of T; where a shorter length is done, its answer stands.
      noteShort(error.steps, next.ramp, session);
      if (finishedLevels(session.run).length > 0) return;
      limits = { ...limits, ramp: { ...next.ramp, steps: error.steps }, maxSteps: error.steps };
    }
    next = nextRamps(finishedLevels(session.run), limits);
  }
}

/** The second length mostly settles it. */
function expectedAfter({ why, ramp, limits }: Ramps, { confirms }: RangeTestRequest): Batch[] {
  const doubles = why !== 'double' && 2 * ramp.steps <= limits.maxSteps;
  return [
    ...(doubles ? [{ processes: limits.seeds, steps: 2 * ramp.steps }] : []),
    ...(confirms ? EXPECTED_PROBES : []),
  ];
}

/** What was announced does not come, or comes shorter. */
function noteShort(made: number, { steps }: Ramp, session: Session): void {
  const message = `The script ends after ${iterations(made)}, so no ramp of ${iterations(steps)} fits into it.`;
  session.record({
    type: 'trainer',
    repeat: session.run.repeats.length - 1,
    message: { type: 'warning', code: 'other', message },
    at: timeIn(session.run),
  });
}

/** The script ended before its ramp did, and cannot be made longer from outside. */
class ShortScript extends Error {
  constructor(readonly steps: number) {
    super();
  }
}

async function runRamps(
  next: Ramps,
  launch: Launch,
  request: RangeTestRequest,
  session: Session,
): Promise<void> {
  const { why, ramp, seeds } = next;
  session.record({ type: 'planned', why, ramp, seeds: seeds.length, ahead: expectedAfter(next, request) });
  request.log?.info(
    `Ramps to run (${why}): ${seeds.length} of ${ramp.steps} iterations, ${ramp.shape} from ${ramp.lo} to ${ramp.hi}.`,
  );
  const wanted = request.atOnce ?? 0;
  const usual = launch.alone ? 1 : availableParallelism();
  const width = Math.min(seeds.length, wanted || usual);
  const wholeBefore = countWhole(session);
  const endedEarly: number[] = [];
  const ramps = seeds.map((seed) => async () => {
    if (session.signal.aborted) return;
    const asked: Asked = {
      experiment: { kind: 'range-test', ramp, ...(request.validation && { validation: true }) },
      seed,
      engine: request.engine,
      threads: request.threads || Math.max(1, Math.floor(availableParallelism() / width)),
      allowSave: false,
      training: request.training,
    };
    const steps = await runRepeat(asked, seed, launch, request, session);
    if (steps !== null) endedEarly.push(steps);
  });
  await runAtOnce(ramps, { launch, page: request.page, wanted, most: () => width }, session);
  // Where another ramp of this length is whole, the script is long enough, and gave up because of the rate.
  const shortest = Math.min(...endedEarly);
  if (endedEarly.length === seeds.length && shortest < ramp.steps) throw new ShortScript(shortest);
  // What comes next follows from the whole ramps: without a new one, the same would be asked for again and again.
  if (countWhole(session) === wholeBefore && !session.signal.aborted) {
    throw new ProblemError(noCurve(ramp, session));
  }
}

function countWhole({ run }: Session): number {
  return run.repeats.filter((repeat) => isWhole(run, repeat)).length;
}

/** @returns the steps after which the script came to its own end; null where the ramp is whole, or was cancelled */
async function runRepeat(
  asked: Asked,
  seed: number,
  launch: Launch,
  request: RangeTestRequest,
  session: Session,
): Promise<number | null> {
  const { output, log } = request;
  const { repeat, outcome } = await recordRepeat({ launch, asked, seed, output, log }, session);
  const { end, problem, cancelled } = outcome;
  if (cancelled) return null;
  if (problem !== null) {
    if (end === null || !isScriptsOwn(end) || end.steps < FEWEST_RAMP_STEPS) throw new ProblemError(problem);
    // It has trained until then, and a ramp of that length never comes to what fails.
    const message = `${whatFailed(problem)} It had made ${iterations(end.steps)} by then: no ramp is longer.`;
    session.record({
      type: 'trainer',
      repeat,
      message: { type: 'warning', code: 'other', message },
      at: timeIn(session.run),
    });
    return end.steps;
  }
  if (end?.reason !== 'script-ended') return null;
  const { steps } = end;
  if (steps >= FEWEST_RAMP_STEPS) return steps;
  throw new ProblemError(tooFew(steps, session));
}

function tooFew(steps: number, { run }: Session): Problem {
  const several = drivenOfSeveral(run);
  const who = several ? `Training ${several.driven.id} of ${several.count}` : 'The script';
  const other = several ? 'Choose another training, raise' : 'Raise';
  return {
    code: 'never-trained',
    title: `${who} makes only ${iterations(steps)}.`,
    detail: `A range test needs at least ${FEWEST_RAMP_STEPS}. ${other} the number of epochs, or the patience where it stops early, or use a smaller batch size.`,
    actions: [...(several ? [{ kind: 'choose-training' as const }] : []), { kind: 'run-again' }],
  };
}

function isScriptsOwn({ reason }: End): boolean {
  return reason === 'error' || reason === 'syntax-error' || reason === 'framework-missing';
}

function noCurve({ steps }: Ramp, { run }: Session): Problem {
  const end = run.repeats.at(-1)?.end;
  const reported = end ? `"${end.reason}" after ${iterations(end.steps)}` : 'nothing';
  return {
    code: 'no-curve',
    title: `No ramp of ${steps} iterations became whole.`,
    detail: `What the last one's process reported as its end: ${reported}. If the script trains in other processes or threads, choose the file that trains itself.`,
    actions: [{ kind: 'choose-script' }, { kind: 'show-output' }, { kind: 'run-again' }],
  };
}
