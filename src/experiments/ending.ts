/** How a run ends, whatever happened in it. */
import type { Session } from './session';
import { type Problem, ProblemError } from '../protocol/problems';

/** Runs the work to its end and records that end. Never rejects for what the script does. */
export async function recordEnd(session: Session, work: () => Promise<void>): Promise<void> {
  let problem: Problem | null = null;
  try {
    await work();
  } catch (error) {
    problem = problemOf(error);
  }
  const cancelled = session.signal.aborted;
  session.record({
    type: 'ended',
    at: Date.now(),
    status: cancelled ? 'cancelled' : problem ? 'failed' : 'finished',
    problem: cancelled ? null : problem,
  });
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    code: 'internal',
    title: 'LR Tuner itself failed.',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    actions: [{ kind: 'run-again' }],
  };
}
