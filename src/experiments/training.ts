/**
 * Training with a policy: the unmodified script to its natural end, one process an arm and seed, its validation kept.
 * What the run already holds is not trained again, so a run that was cut short goes on where it stood.
 */
import { availableParallelism } from 'node:os';
import type { Asked } from '../protocol/plan';
import { ProblemError } from '../protocol/problems';
import type { DataSeen, Hello, TrainerMessage } from '../protocol/report';
import { type Launch, runChild } from '../runner';
import { epochFrom, isTrained, lengthFrom, trainedOf, type Training } from '../runs';
import { type Arm, OWN_ARM, planArms, type TrainingLength } from '../tuning';
import { soundTraining } from './asked';
import { runAtOnce } from './atOnce';
import { recordEnd } from './ending';
import { noteFailedAfter } from './failedAfter';
import { recordRepeat } from './repeat';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { startLaunch } from './start';

/**
 * Trains with every policy asked for, at every seed, and records everything.
 * @param length the script's own length, where a range test has told it already
 */
export async function runTraining(
  request: ScriptRun,
  session: Session,
  length: TrainingLength | null = null,
): Promise<void> {
  await recordEnd(session, request, async () => {
    soundTraining(requestedTraining(session).request, request);
    const launch = await startLaunch(request, session);
    if (requestedTraining(session).arms.length === 0) {
      const known = length ?? (await askLength(launch, request, session));
      if (known === null) return;
      recordArms(session, known);
    }
    await trainMissing(launch, request, session);
    expectTrained(session);
  });
}

/** @throws ProblemError where no training came to its end, whatever its processes reported */
export function expectTrained({ run, signal }: Session): void {
  if (signal.aborted || trainedOf(run).length > 0) return;
  throw new ProblemError({
    code: 'never-trained',
    title: 'Nothing has been trained to its end.',
    detail:
      "The script's processes ended without one that trained and said so. Its last output may tell why.",
    actions: [{ kind: 'show-output' }, { kind: 'run-again' }],
  });
}

/** The schedules, now that the length is known. @throws ProblemError where one cannot be */
export function recordArms(session: Session, length: TrainingLength): void {
  const { run } = session;
  try {
    const arms = planArms(requestedTraining(session).request, length, run.kind === 'comparison');
    session.record({ type: 'arms', arms, length });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError({
      code: 'schedule-impossible',
      title: 'The schedule does not fit this script.',
      detail: error.message,
      actions: [{ kind: 'run-again' }],
    });
  }
}

/** @throws Error for a run that is no training, which no caller starts */
export function requestedTraining(session: Session): Training {
  const { training } = session.run;
  if (training === null) throw new Error('The run does not say what to train.');
  return training;
}

/**
 * Every arm at every seed that is not there yet: seed by seed, so that a change of the load hits all arms alike.
 * @param onProblem a problem that it throws again ends the taking of new ones
 */
export async function trainMissing(
  launch: Launch,
  request: ScriptRun,
  session: Session,
  onProblem: (error: ProblemError, arm: Arm, seed: number) => void = (error) => {
    throw error;
  },
): Promise<void> {
  const { arms, request: asked } = requestedTraining(session);
  const wanted = Array.from({ length: asked.seeds }, (_, seed) => arms.map((arm) => ({ arm, seed }))).flat();
  const tasks = wanted
    .filter(({ arm, seed }) => !isDone(session, arm, seed))
    .map(({ arm, seed }) => async () => {
      try {
        await trainArm(arm, seed, launch, request, session);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        onProblem(error, arm, seed);
      }
    });
  await runAtOnce(tasks, { launch, page: request.page, wanted: request.atOnce ?? 0, most: mostOf }, session);
}

/** One arm at one seed, to the script's natural end. @throws ProblemError where it did not come that far */
export async function trainArm(
  arm: Arm,
  seed: number,
  launch: Launch,
  request: ScriptRun,
  session: Session,
): Promise<void> {
  if (session.signal.aborted) return;
  const asked = askedOf(arm, seed, request, session);
  const { output, log } = request;
  const { repeat, outcome } = await recordRepeat(
    { launch, asked, seed, arm: arm.name, output, log },
    session,
  );
  if (outcome.problem === null) return;
  if (!isDone(session, arm, seed)) throw new ProblemError(outcome.problem);
  noteFailedAfter(outcome.problem, repeat, session);
}

export function isDone(session: Session, arm: Arm, seed: number): boolean {
  return session.run.repeats.some(
    (repeat) => repeat.arm === arm.name && repeat.seed === seed && isTrained(session.run, repeat),
  );
}

/**
 * The native engine uses every core by itself; the others compute in one process with the threads they are given. The
 * first process says which engine it got.
 */
function mostOf(hello: Hello | null): number {
  return hello === null || hello.engine.kind === 'native' ? 1 : availableParallelism();
}

function askedOf(arm: Arm, seed: number, request: ScriptRun, session: Session): Asked {
  const { run } = session;
  const alone = run.kind === 'training' && requestedTraining(session).request.seeds === 1;
  return {
    experiment: { kind: 'train', schedule: arm.schedule },
    seed,
    engine: request.engine,
    // The same number for every arm, also for those that happen to run alone.
    threads: request.threads || (alone ? availableParallelism() : 1),
    allowSave: run.kind === 'training' && requestedTraining(session).request.allowSave,
    training: request.training,
  };
}

/**
 * Starts the script at its own rate and stops it as soon as it says how long it trains. A script that never says,
 * such as one with a loop of its own, is run to its end. Null when cancelled meanwhile.
 */
async function askLength(
  launch: Launch,
  request: ScriptRun,
  session: Session,
): Promise<TrainingLength | null> {
  const enough = new AbortController();
  let length: TrainingLength | null = null;
  let data: DataSeen | null = null;
  const listen = (message: TrainerMessage): void => {
    if (message.type === 'data') data = message;
    // What a fit says before that may be another training's.
    const isOfDriven = message.type === 'training' ? message.driven : data?.training !== undefined;
    if (isOfDriven) length = lengthFrom(data);
    if (length !== null) return enough.abort();
    if (message.type === 'end') {
      length = {
        totalSteps: message.steps,
        stepsPerEpoch: data?.training === undefined ? null : epochFrom(data),
      };
    }
  };
  const { problem } = await runChild(
    launch,
    {
      ...askedOf(OWN_ARM, 0, request, session),
      experiment: { kind: 'train', schedule: null, brief: true },
      allowSave: false,
    },
    { message: listen, output: (text) => request.output?.(text), log: request.log },
    AbortSignal.any([session.signal, enough.signal]),
  );
  if (problem) throw new ProblemError(problem);
  return session.signal.aborted ? null : length;
}
