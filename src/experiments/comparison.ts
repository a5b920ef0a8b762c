/**
 * Cycling against fixed rates on the user's own script. The script's own rate goes first: it tells how long the
 * script trains, which the other arms' schedules depend on, and sets the target.
 */
import { type Problem, ProblemError } from '../protocol/problems';
import type { Launch } from '../runner';
import { epochFrom, timeIn, trainedOf } from '../runs';
import { OWN_ARM, type TrainingLength } from '../tuning';
import { soundTraining } from './asked';
import { recordEnd } from './ending';
import { mayHaveTrained, noteFailedAfter } from './failedAfter';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { startLaunch } from './start';
import { expectTrained, isDone, recordArms, requestedTraining, trainArm, trainMissing } from './training';

/** Trains all arms at all seeds and records everything. Never lets the script save. */
export async function runComparison(request: ScriptRun, session: Session): Promise<void> {
  await recordEnd(session, request, async () => {
    soundTraining(requestedTraining(session).request, request);
    const started = await startLaunch(request, session);
    if (requestedTraining(session).arms.length === 0) {
      const problem = await trainOwn(started, request, session);
      if (session.signal.aborted) return;
      recordArms(session, ownLength(session));
      if (problem) noteFailedAfter(problem, session.run.repeats.length - 1, session);
    }
    await trainOthers(started, request, session);
    expectTrained(session);
  });
}

/** @returns what failed after the training, where something did @throws ProblemError for what failed before */
async function trainOwn(launch: Launch, request: ScriptRun, session: Session): Promise<Problem | null> {
  if (isDone(session, OWN_ARM, 0)) return null;
  try {
    await trainArm(OWN_ARM, 0, launch, request, session);
    return null;
  } catch (error) {
    const own = session.run.repeats.at(-1);
    const mayCount = error instanceof ProblemError && mayHaveTrained(own?.end ?? null, own?.data ?? null);
    if (!mayCount) throw error;
    return error.problem;
  }
}

/** A rate at which the script fails says something, too: that arm is left out, with a word, and the others go on. */
async function trainOthers(launch: Launch, request: ScriptRun, session: Session): Promise<void> {
  const problems: ProblemError[] = [];
  await trainMissing(launch, request, session, (error, arm, seed) => {
    problems.push(error);
    const { repeats } = session.run;
    const repeat = repeats.findLastIndex((one) => one.arm === arm.name && one.seed === seed);
    const message = `${arm.name} failed at seed ${seed} and is left out there: ${error.problem.title}`;
    session.record({
      type: 'trainer',
      repeat,
      message: { type: 'warning', code: 'other', message },
      at: timeIn(session.run),
    });
  });
  const others = trainedOf(session.run).filter(({ arm }) => arm !== OWN_ARM.name);
  if (problems[0] && others.length === 0) throw problems[0];
}

/** How long the script really trained, early stopping and several phases included. */
function ownLength(session: Session): TrainingLength {
  const own = session.run.repeats.find((repeat) => repeat.arm === OWN_ARM.name);
  return { totalSteps: own?.step.length ?? 0, stepsPerEpoch: epochFrom(own?.data ?? null) };
}
