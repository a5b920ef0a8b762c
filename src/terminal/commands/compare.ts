/** `lr-tuner compare`: does cycling pay for this script? */
import { Option } from '@commander-js/extra-typings';
import { runComparison } from '../../experiments';
import { COMPARISON_SEEDS, DEFAULT_POLICIES, MOST, POLICY_KINDS } from '../../tuning';
import type { Invocation } from '../options/invocation';
import { typedOf } from '../options/scriptCommand';
import { readPolicies, trainingCommand } from '../options/trainingOptions';
import { trainWithin } from '../trainingRuns';
import { count } from '../options/usage';

const USUAL = DEFAULT_POLICIES.join(',');

export function compareCommand(invocation: Invocation) {
  return trainingCommand('compare')
    .summary('does cycling pay? schedules against fixed rates')
    .description(
      "Trains with the script's own rate, a small grid of fixed rates and the policies, and says what pays.",
    )
    .addOption(
      new Option('--policies <names>', `of ${POLICY_KINDS.join(', ')}, apart by commas`)
        .argParser((text) => readPolicies('policies', text))
        .default(readPolicies('policies', USUAL), USUAL),
    )
    .addOption(
      new Option('--seeds <k>', 'trainings of each')
        .argParser((text) => count('seeds', text, 1, MOST.seeds))
        .default(COMPARISON_SEEDS),
    )
    .action(async (_script, options, command) => {
      const typed = typedOf(command, invocation.scriptArguments);
      const wanted = { policies: options.policies, seeds: options.seeds, allowSave: false };
      const how = { kind: 'comparison', run: runComparison } as const;
      invocation.ended(await trainWithin(options, typed, invocation.distFolder, wanted, how));
    });
}
