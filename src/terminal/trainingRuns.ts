/** The runs behind `train` and `compare`: the range test that they may need first, the training, and how it ends. */
import path from 'node:path';
import { runRangeTest, Session } from '../experiments';
import type { ScriptRun } from '../experiments';
import { answerOf, chosenOf, comparisonOf, trainingReport } from '../runs';
import type { Run, RunKind, TrainingRequest } from '../runs';
import { textOf, type TrainingBounds, USUAL_LIMITS } from '../tuning';
import { describeProblem, describeTraining } from './describe';
import { EXIT } from './exit';
import { withProgress } from './progress';

/** A range test with the usual settings. Null where it found no bounds. */
export async function findBoundsFirst(
  launch: ScriptRun,
): Promise<{ bounds: TrainingBounds | null; run: Run }> {
  const { ramp, seeds, maxSteps } = USUAL_LIMITS;
  const range = { lo: ramp.lo, hi: ramp.hi };
  const session = newSession(launch.script.script, 'range-test', range);
  const limits = { range, steps: ramp.steps, maxSteps, seeds };
  await withProgress(session, () => runRangeTest({ ...launch, ...limits }, session));
  const { run } = session;
  return { bounds: run.status === 'finished' ? chosenOf(run) : null, run };
}

/** Where the range test gave no bounds there is nothing to train with; why not is said in its own words. */
export function endWithoutBounds(run: Run): number {
  if (run.problem) process.stderr.write(describeProblem(run.problem));
  else if (run.status !== 'cancelled') {
    const verdict = textOf(answerOf(run)?.verdict ?? []);
    process.stderr.write(`The range test found no bounds. ${verdict}\nGive them with --base and --max.\n`);
  }
  if (run.status === 'cancelled') return EXIT.cancelled;
  return run.problem ? EXIT.failed : EXIT.noBounds;
}

export function newTraining(
  script: string,
  kind: 'training' | 'comparison',
  request: TrainingRequest,
): Session {
  const { baseLR, maxLR } = request.bounds;
  const session = newSession(script, kind, { lo: baseLR, hi: maxLR });
  session.record({ type: 'training-asked', request });
  return session;
}

export function printTraining(run: Run, json: boolean): number {
  const comparison = comparisonOf(run);
  if (json) process.stdout.write(`${trainingReport(run)}\n`);
  else if (comparison) process.stdout.write(describeTraining(run, comparison));
  if (run.problem) process.stderr.write(describeProblem(run.problem));
  if (run.status === 'cancelled') return EXIT.cancelled;
  return run.problem ? EXIT.failed : EXIT.bounds;
}

function newSession(script: string, kind: RunKind, range: { lo: number; hi: number }): Session {
  const session = new Session(null);
  const name = path.basename(script);
  session.record({ type: 'created', id: 'terminal', kind, name, script, startedAt: Date.now(), range });
  return session;
}
