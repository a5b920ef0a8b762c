/** `lr-tuner compare`: does cycling pay for this script? */
import { runComparison } from '../../experiments';
import { COMPARISON_SEEDS, DEFAULT_POLICIES, MOST } from '../../tuning';
import { trainWithin } from '../trainingRuns';
import { readPolicies, TRAINING_OPTIONS } from '../trainingOptions';
import { positiveInteger, readCommandLine } from '../usage';

const OPTIONS = {
  ...TRAINING_OPTIONS,
  policies: { type: 'string', default: DEFAULT_POLICIES.join(',') },
} as const;

export async function compare(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const wanted = {
    policies: readPolicies(String(line.values['policies']), 'policies'),
    seeds: positiveInteger(line, 'seeds', COMPARISON_SEEDS, MOST.seeds),
    allowSave: false,
  };
  return trainWithin(line, distFolder, wanted, { name: 'compare', kind: 'comparison', run: runComparison });
}
