/** What the trainer measured on the script's validation data during a ramp. To be looked at: no answer rests on it. */
import { rampRate } from '../tuning';
import { rampSteps } from './ramps';
import type { Repeat, Run } from './run';
import type { Phase, TrainerMessage } from '../protocol/report';

export interface ValidationPoint {
  /** Updates made before. */
  step: number;
  /** Rate of the update that followed. */
  lr: number;
  loss?: number;
  accuracy?: number;
}

/** Whether a message is a measurement of the trainer's own; the script's evaluations belong to an epoch. */
export function isRampValidation(message: TrainerMessage): message is Phase & { step: number } {
  const { type } = message;
  return (
    type === 'phase' &&
    message.phase === 'evaluate' &&
    message.epoch === undefined &&
    message.step !== undefined
  );
}

/** In order of the steps; empty where it was not asked for, or the script has no validation data. */
export function rampValidation(repeat: Repeat): ValidationPoint[] {
  return repeat.phases.flatMap((phase) => (isRampValidation(phase) ? validationPoint(repeat, phase) : []));
}

export function validationPoint(
  { experiment }: Repeat,
  { step, loss, accuracy }: Phase & { step: number },
): ValidationPoint[] {
  if (experiment.kind !== 'range-test') return [];
  const lr = rampRate(experiment.ramp, step);
  return [{ step, lr, ...(loss !== undefined && { loss }), ...(accuracy !== undefined && { accuracy }) }];
}

export interface RampValidation {
  /** Length of the ramp. */
  steps: number;
  seed: number;
  points: ValidationPoint[];
}

/** Of every ramp that has one. */
export function validationOfRamps(run: Run): RampValidation[] {
  return run.repeats
    .map((repeat) => ({ steps: rampSteps(repeat), seed: repeat.seed, points: rampValidation(repeat) }))
    .filter(({ points }) => points.length > 0);
}
