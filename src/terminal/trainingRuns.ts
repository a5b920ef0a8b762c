/** The runs behind `train` and `compare`: the range test that they may need first, the training, and how it ends. */
import { runRangeTest, type ScriptRun, type Session } from '../experiments';
import { answerOf, chosenOf, comparisonOf, trainingReport } from '../runs';
import type { Run, TrainingRequest } from '../runs';
import { textOf, type TrainingBounds, USUAL_LIMITS } from '../tuning';
import { describeFound, describeProblem, describeTraining } from './describe';
import { EXIT } from './exit';
import { newSession } from './newSession';
import { printError, printJson, printLines, printNote } from './page/print';
import { surfaceOf } from './page/surface';
import { withProgress } from './progress';
import { wayOnFromComparison, wayOnFromTraining } from './wayOn';
import type { Typed } from './options/scriptCommand';
import { readHow, readScript } from './options/scriptLaunch';
import { endCancelled } from './signals';
import { readBounds, readStepSize, type TrainingOptions } from './options/trainingOptions';

export interface TrainingCommand {
  kind: 'training' | 'comparison';
  run(launch: ScriptRun, session: Session): Promise<void>;
}

/** Trains between the bounds that are given, else between those of a range test that runs first. @returns the exit code */
export async function trainWithin(
  options: TrainingOptions,
  typed: Typed,
  distFolder: string,
  wanted: Pick<TrainingRequest, 'policies' | 'seeds' | 'allowSave'>,
  { kind, run }: TrainingCommand,
): Promise<number> {
  const launch = { script: readScript(options, typed), distFolder, ...readHow(options) };
  const how = { stepSize: readStepSize(options), cycleMomentum: options.cycleMomentum === true };
  let bounds = readBounds(options);
  if (bounds === null) {
    const found = await findBoundsFirst(launch);
    if (found.bounds === null) return endWithoutBounds(found.run, options);
    bounds = found.bounds;
    // Before what it is for, and so where everything stands that comes before the answer.
    printError(`${describeFound(found.run, bounds, surfaceOf(process.stderr)).join('\n')}\n`);
  }
  const session = newSession(launch.script.script, kind, { lo: bounds.baseLR, hi: bounds.maxLR });
  session.record({ type: 'training-asked', request: { ...wanted, ...how, bounds } });
  await withProgress(session, (output) => run(options.quiet ? launch : { ...launch, output }, session));
  return printTraining(session.run, options, typed);
}

/** A range test with the usual settings. Null where it found no bounds. */
async function findBoundsFirst(launch: ScriptRun): Promise<{ bounds: TrainingBounds | null; run: Run }> {
  const { ramp, seeds, maxSteps } = USUAL_LIMITS;
  const range = { lo: ramp.lo, hi: ramp.hi };
  const session = newSession(launch.script.script, 'range-test', range);
  const limits = { range, steps: ramp.steps, maxSteps, seeds };
  await withProgress(session, () => runRangeTest({ ...launch, ...limits }, session));
  const { run } = session;
  return { bounds: run.status === 'finished' ? chosenOf(run) : null, run };
}

/** Where the range test gave no bounds there is nothing to train with; why not is said in its own words. */
function endWithoutBounds(run: Run, { json }: TrainingOptions): number {
  const why = `The range test found no bounds. ${textOf(answerOf(run)?.verdict ?? [])}`;
  if (json) printJson(trainingReport(run, run.status === 'cancelled' ? null : why));
  if (run.problem) printError(describeProblem(run.problem));
  else if (run.status !== 'cancelled') printNote(`${why}\nGive them with --base and --max.`);
  if (run.status === 'cancelled') return endCancelled();
  return run.problem ? EXIT.failed : EXIT.noBounds;
}

function printTraining(run: Run, options: TrainingOptions, typed: Typed): number {
  const comparison = comparisonOf(run);
  if (options.json) printJson(trainingReport(run));
  else if (comparison) {
    const surface = surfaceOf(process.stdout);
    const follows = run.kind === 'comparison' ? wayOnFromComparison : wayOnFromTraining;
    // Of a comparison that is cut short the best so far is none.
    const wayOn = run.status === 'cancelled' ? [] : follows(run, options, typed, surface);
    printLines([...describeTraining(run, comparison, surface), ...wayOn], surface.colour);
  }
  if (run.problem) printError(describeProblem(run.problem));
  if (run.status === 'cancelled') return endCancelled();
  return run.problem || comparison === null ? EXIT.failed : EXIT.bounds;
}
