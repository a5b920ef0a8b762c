/** The options that `train` and `compare` share. */
import type { ScriptRun } from '../experiments';
import { MOST, POLICY_KINDS } from '../tuning';
import type { PolicyKind, StepSizeChoice, TrainingBounds } from '../tuning';
import { LAUNCH_OPTIONS, readHow, readScript } from './scriptLaunch';
import { positiveInteger, positiveNumber, UsageError } from './usage';
import type { CommandLine } from './usage';

export const TRAINING_OPTIONS = {
  ...LAUNCH_OPTIONS,
  base: { type: 'string' },
  max: { type: 'string' },
  'step-size': { type: 'string' },
  'step-epochs': { type: 'string' },
  seeds: { type: 'string' },
  'cycle-momentum': { type: 'boolean' },
} as const;

export function readLaunch(line: CommandLine, command: string, distFolder: string): ScriptRun {
  return {
    script: readScript(line, command),
    distFolder,
    ...readHow(line),
  };
}

export function readPolicies(text: string, option: string): PolicyKind[] {
  const kinds = text.split(',').map((name) => {
    const kind = POLICY_KINDS.find((known) => known === name.trim());
    if (!kind) throw new UsageError(`--${option} takes ${POLICY_KINDS.join(', ')}, not "${name}".`);
    return kind;
  });
  // Named twice, it is still one arm.
  return [...new Set(kinds)];
}

export function readStepSize(line: CommandLine): StepSizeChoice {
  const has = (name: string): boolean => line.values[name] !== undefined;
  if (has('step-size') && has('step-epochs')) throw new UsageError('Give --step-size or --step-epochs.');
  if (has('step-size')) return { iterations: positiveInteger(line, 'step-size', 1, MOST.steps) };
  return has('step-epochs') ? { epochs: positiveNumber(line, 'step-epochs', 1, MOST.epochs) } : null;
}

/** Null where both are left out and a range test is to find them. */
export function readBounds(line: CommandLine): TrainingBounds | null {
  if (line.values['base'] === undefined && line.values['max'] === undefined) return null;
  if (line.values['base'] === undefined || line.values['max'] === undefined) {
    throw new UsageError('--base and --max go together; without both, a range test finds them first.');
  }
  const bounds = {
    baseLR: positiveNumber(line, 'base', 1, MOST.rate),
    maxLR: positiveNumber(line, 'max', 1, MOST.rate),
  };
  if (!(bounds.baseLR < bounds.maxLR)) throw new UsageError('--base must be below --max.');
  return bounds;
}
