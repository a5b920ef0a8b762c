/** `lr-tuner train`: the unmodified script, from start to end, with a policy in place of its rate. */
import { runTraining } from '../../experiments';
import { MOST } from '../../tuning';
import { trainWithin } from '../trainingRuns';
import { readPolicies, TRAINING_OPTIONS } from '../trainingOptions';
import { positiveInteger, readCommandLine } from '../usage';

const OPTIONS = {
  ...TRAINING_OPTIONS,
  policy: { type: 'string', default: 'triangular' },
  'allow-save': { type: 'boolean' },
} as const;

export async function train(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const wanted = {
    policies: readPolicies(String(line.values['policy']), 'policy'),
    seeds: positiveInteger(line, 'seeds', 1, MOST.seeds),
    allowSave: line.values['allow-save'] === true,
  };
  return trainWithin(line, distFolder, wanted, { name: 'train', kind: 'training', run: runTraining });
}
