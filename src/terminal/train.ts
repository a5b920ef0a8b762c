/** `lr-tuner train`: the unmodified script, from start to end, with a policy in place of its rate. */
import { runTraining } from '../experiments';
import { withProgress } from './progress';
import { endWithoutBounds, findBoundsFirst, newTraining, printTraining } from './trainingRuns';
import { readBounds, readLaunch, readPolicies, readStepSize, TRAINING_OPTIONS } from './trainingOptions';
import { positiveInteger, readCommandLine } from './usage';

const OPTIONS = {
  ...TRAINING_OPTIONS,
  policy: { type: 'string', default: 'triangular' },
  'allow-save': { type: 'boolean' },
} as const;

export async function train(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const launch = readLaunch(line, 'train', distFolder);
  const request = {
    policies: readPolicies(String(line.values['policy']), 'policy'),
    stepSize: readStepSize(line),
    cycleMomentum: line.values['cycle-momentum'] === true,
    seeds: positiveInteger(line, 'seeds', 1),
    allowSave: line.values['allow-save'] === true,
  };
  let bounds = readBounds(line);
  if (bounds === null) {
    const found = await findBoundsFirst(launch);
    if (found.bounds === null) return endWithoutBounds(found.run);
    bounds = found.bounds;
  }
  const session = newTraining(launch.script.script, 'training', { ...request, bounds });
  await withProgress(session, () => runTraining(launch, session));
  return printTraining(session.run, line.values['json'] === true);
}
