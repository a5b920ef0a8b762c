/** `lr-tuner compare`: does cycling pay for this script? */
import { runComparison } from '../experiments';
import { DEFAULT_POLICIES } from '../tuning';
import { withProgress } from './progress';
import { endWithoutBounds, findBoundsFirst, newTraining, printTraining } from './trainingRuns';
import { readBounds, readLaunch, readPolicies, readStepSize, TRAINING_OPTIONS } from './trainingOptions';
import { positiveInteger, readCommandLine } from './usage';

const OPTIONS = {
  ...TRAINING_OPTIONS,
  policies: { type: 'string', default: DEFAULT_POLICIES.join(',') },
} as const;

export async function compare(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const launch = readLaunch(line, 'compare', distFolder);
  const request = {
    policies: readPolicies(String(line.values['policies']), 'policies'),
    stepSize: readStepSize(line),
    cycleMomentum: line.values['cycle-momentum'] === true,
    seeds: positiveInteger(line, 'seeds', 3),
    allowSave: false,
  };
  let bounds = readBounds(line);
  if (bounds === null) {
    const found = await findBoundsFirst(launch);
    if (found.bounds === null) return endWithoutBounds(found.run);
    bounds = found.bounds;
  }
  const session = newTraining(launch.script.script, 'comparison', { ...request, bounds });
  await withProgress(session, () => runComparison(launch, session));
  return printTraining(session.run, line.values['json'] === true);
}
