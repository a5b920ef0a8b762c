/** The options that `train` and `compare` share. */
import type { ScriptRun } from '../experiments';
import { POLICY_KINDS } from '../tuning';
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
  return text.split(',').map((name) => {
    const kind = POLICY_KINDS.find((known) => known === name.trim());
    if (!kind) throw new UsageError(`--${option} takes ${POLICY_KINDS.join(', ')}, not "${name}".`);
    return kind;
  });
}

export function readStepSize(line: CommandLine): StepSizeChoice {
  const has = (name: string): boolean => line.values[name] !== undefined;
  if (has('step-size') && has('step-epochs')) throw new UsageError('Give --step-size or --step-epochs.');
  if (has('step-size')) return { iterations: positiveInteger(line, 'step-size', 1) };
  return has('step-epochs') ? { epochs: positiveNumber(line, 'step-epochs', 1) } : null;
}

/** Null where both are left out and a range test is to find them. */
export function readBounds(line: CommandLine): TrainingBounds | null {
  if (line.values['base'] === undefined && line.values['max'] === undefined) return null;
  if (line.values['base'] === undefined || line.values['max'] === undefined) {
    throw new UsageError('--base and --max go together; without both, a range test finds them first.');
  }
  const bounds = { baseLR: positiveNumber(line, 'base', 1), maxLR: positiveNumber(line, 'max', 1) };
  if (!(bounds.baseLR < bounds.maxLR)) throw new UsageError('--base must be below --max.');
  return bounds;
}
