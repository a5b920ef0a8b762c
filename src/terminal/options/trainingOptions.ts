/** The options that `train` and `compare` share. */
import { Option } from '@commander-js/extra-typings';
import { MOST, POLICY_KINDS } from '../../tuning';
import type { PolicyKind, StepSizeChoice, TrainingBounds } from '../../tuning';
import { type LaunchOptions, scriptCommand, SHARED_GROUPS, trainingOption } from './scriptCommand';
import { count, positive, UsageError } from './usage';

export interface TrainingOptions extends LaunchOptions {
  base?: number | undefined;
  max?: number | undefined;
  stepSize?: number | undefined;
  stepEpochs?: number | undefined;
  cycleMomentum?: true | undefined;
  quiet?: true | undefined;
}

export function trainingCommand(name: string) {
  return scriptCommand(name)
    .addOption(
      new Option('--base <lr>', 'the bounds; without them, a range test finds them first').argParser((text) =>
        positive('base', text, MOST.rate),
      ),
    )
    .addOption(
      new Option('--max <lr>', 'goes with --base').argParser((text) => positive('max', text, MOST.rate)),
    )
    .addOption(
      new Option(
        '--step-size <n>',
        'half a cycle in iterations (default: whole cycles of 2 to 10 epochs each half)',
      ).argParser((text) => count('step-size', text, 1, MOST.steps)),
    )
    .addOption(
      new Option('--step-epochs <e>', 'the same in epochs').argParser((text) =>
        positive('step-epochs', text, MOST.epochs),
      ),
    )
    .option('--cycle-momentum', 'momentum from 0.95 to 0.85 and back, against the rate')
    .addOption(trainingOption())
    .optionsGroup(SHARED_GROUPS.output)
    .option('--quiet', 'leave out what the script prints, which standard error gets otherwise')
    .optionsGroup('Options:');
}

export function readPolicies(option: string, text: string): PolicyKind[] {
  const kinds = text.split(',').map((name) => {
    const kind = POLICY_KINDS.find((known) => known === name.trim());
    if (!kind) throw new UsageError(`--${option} takes ${POLICY_KINDS.join(', ')}, not "${name}".`);
    return kind;
  });
  // Named twice, it is still one arm.
  return [...new Set(kinds)];
}

export function readStepSize({ stepSize, stepEpochs }: TrainingOptions): StepSizeChoice {
  if (stepSize !== undefined && stepEpochs !== undefined)
    throw new UsageError('Give --step-size or --step-epochs.');
  if (stepSize !== undefined) return { iterations: stepSize };
  return stepEpochs !== undefined ? { epochs: stepEpochs } : null;
}

/** Null where both are left out and a range test is to find them. */
export function readBounds({ base, max }: TrainingOptions): TrainingBounds | null {
  if (base === undefined && max === undefined) return null;
  if (base === undefined || max === undefined) {
    throw new UsageError('--base and --max go together; without both, a range test finds them first.');
  }
  if (!(base < max)) throw new UsageError('--base must be below --max.');
  return { baseLR: base, maxLR: max };
}
