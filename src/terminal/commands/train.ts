/** `lr-tuner train`: the unmodified script, from start to end, with a policy in place of its rate. */
import { Option } from '@commander-js/extra-typings';
import { runTraining } from '../../experiments';
import { MOST, POLICY_KINDS } from '../../tuning';
import type { Invocation } from '../options/invocation';
import { typedOf } from '../options/scriptCommand';
import { readPolicies, trainingCommand } from '../options/trainingOptions';
import { trainWithin } from '../trainingRuns';
import { count } from '../options/usage';

export function trainCommand(invocation: Invocation) {
  return trainingCommand('train')
    .summary('train once, with a schedule in place of the rate')
    .description('Trains the script to its own end with a schedule in place of its learning rate.')
    .addOption(
      new Option('--policy <name>', POLICY_KINDS.join(', '))
        .argParser((text) => readPolicies('policy', text))
        .default(readPolicies('policy', 'triangular'), 'triangular'),
    )
    .addOption(
      new Option('--seeds <k>', 'trainings, each with its own seed')
        .argParser((text) => count('seeds', text, 1, MOST.seeds))
        .default(1),
    )
    .option('--allow-save', 'let the script save its model')
    .action(async (_script, options, command) => {
      const typed = typedOf(command, invocation.scriptArguments);
      const wanted = {
        policies: options.policy,
        seeds: options.seeds,
        allowSave: options.allowSave === true,
      };
      const how = { kind: 'training', run: runTraining } as const;
      invocation.ended(await trainWithin(options, typed, invocation.distFolder, wanted, how));
    });
}
