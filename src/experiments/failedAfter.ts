/**
 * A script that fails after its training, in what it does with its results, has trained all the same: its rates can be
 * compared. A single training that somebody asked for has failed then, since its results are what it is for.
 */
import { iterations } from '../protocol/words';
import type { Problem } from '../protocol/problems';
import type { DataSeen, End } from '../protocol/report';
import { lengthFrom, timeIn } from '../runs';
import { FEWEST_RAMP_STEPS } from '../tuning';
import { whatFailed } from './ending';
import type { Session } from './session';

/**
 * Whether the training may have been over: it made the iterations that it was said to have. Of a loop of the script's
 * own nobody knows how long it was to be: there the other trainings show whether the script fails where this one did.
 */
export function mayHaveTrained(end: End | null, data: DataSeen | null): boolean {
  const expected = lengthFrom(data)?.totalSteps ?? FEWEST_RAMP_STEPS;
  return end?.reason === 'error' && end.steps >= expected;
}

/** Said once for all trainings of a run, as every warning is. */
export function noteFailedAfter(problem: Problem, repeat: number, session: Session): void {
  const steps = session.run.repeats[repeat]?.end?.steps ?? 0;
  const message = `${whatFailed(problem)} By then the script had trained ${iterations(steps)}, which count.`;
  session.record({
    type: 'trainer',
    repeat,
    message: { type: 'warning', code: 'other', message },
    at: timeIn(session.run),
  });
}
