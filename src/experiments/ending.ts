/** How a run ends, whatever happened in it. */
import path from 'node:path';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { placeText, type Problem, ProblemError } from '../protocol/problems';
import { shortageOf } from '../runner';
import { timeIn } from '../runs';

/** Runs the work to its end and records that end. Never rejects for what the script does. */
export async function recordEnd(
  session: Session,
  { log }: ScriptRun,
  work: () => Promise<void>,
): Promise<void> {
  const { script } = session.run;
  const kind = session.run.kind.replace('-', ' ');
  log?.info(`A ${kind} of ${script} begins.`);
  let problem: Problem | null = null;
  try {
    await work();
  } catch (error) {
    problem = problemOf(error);
  }
  const cancelled = session.signal.aborted;
  const status = cancelled ? 'cancelled' : problem ? 'failed' : 'finished';
  log?.info(
    `The ${kind} of ${script} ${status === 'cancelled' ? 'was' : 'has'} ${status}${problem ? ` (${problem.code})` : ''}.`,
  );
  if (problem?.code === 'internal') log?.warn(problem.detail);
  session.record({
    type: 'ended',
    at: timeIn(session.run),
    status,
    problem: cancelled ? null : problem,
  });
}

/** What any failure is to a person: a fault of ours only where it is nothing else. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const shortage = shortageOf(error);
  if (shortage !== null) return shortage;
  return {
    code: 'internal',
    title: 'LR Tuner itself failed.',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    actions: [{ kind: 'run-again' }],
  };
}

/** What failed, and where, within a sentence on what became of it. */
export function whatFailed(problem: Problem): string {
  const { title, file } = problem;
  return file === undefined ? title : `${title} (${placeText(path.basename(file), problem)}).`;
}
