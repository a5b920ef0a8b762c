/**
 * Cycling against fixed rates on the user's own script. The script's own rate goes first: it tells how long the
 * script trains, which the other arms' schedules depend on, and sets the target.
 */
import { OWN_ARM } from '../tuning';
import type { TrainingLength } from '../tuning';
import { recordEnd } from './ending';
import type { Session } from './session';
import { isDone, lengthFrom, recordArms, startLaunch, trainArm, trainingOf, trainMissing } from './training';
import type { TrainingLaunch } from './training';

/** Trains all arms at all seeds and records everything. Never lets the script save. */
export async function runComparison(request: TrainingLaunch, session: Session): Promise<void> {
  await recordEnd(session, async () => {
    const started = await startLaunch(request, session);
    if (trainingOf(session).arms.length === 0) {
      if (!isDone(session, OWN_ARM, 0)) await trainArm(OWN_ARM, 0, started, request, session);
      if (session.signal.aborted) return;
      recordArms(session, ownLength(session));
    }
    await trainMissing(started, request, session);
  });
}

/** How long the script really trained, early stopping and several phases included. */
function ownLength(session: Session): TrainingLength {
  const own = session.run.repeats.find((repeat) => repeat.arm === OWN_ARM.name);
  const stepsPerEpoch = (own?.data && lengthFrom(own.data)?.stepsPerEpoch) ?? null;
  return { totalSteps: own?.step.length ?? 0, stepsPerEpoch };
}
