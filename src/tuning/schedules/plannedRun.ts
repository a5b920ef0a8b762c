/** What a policy is planned from: the bounds, half a cycle, and how long the script trains. */
import { usualStepSize } from './stepSize';

/** How long the script trains when nobody interferes. */
export interface TrainingLength {
  readonly totalSteps: number;
  /** Null where the script does not say what an epoch is. */
  readonly stepsPerEpoch: number | null;
}

export interface TrainingBounds {
  readonly baseLR: number;
  readonly maxLR: number;
}

/** Half a cycle; null takes the advice for a run of this length (2 to 10 epochs, whole cycles). */
export type StepSizeChoice = { readonly iterations: number } | { readonly epochs: number } | null;

export interface PlannedRun extends TrainingBounds {
  /** Half a cycle, in iterations. */
  readonly stepSize: number;
  readonly totalSteps: number;
  /** Momentum against the rate, for optimizers that have momentum; cosine restarts leave it alone. */
  readonly cycleMomentum: boolean;
}

/** @throws RangeError, in the user's words, where epochs are asked for and nobody knows how long one is */
export function stepsOf(choice: StepSizeChoice, length: TrainingLength): number {
  if (choice === null) return usualStepSize(length);
  if ('iterations' in choice) return choice.iterations;
  if (length.stepsPerEpoch === null) {
    throw new RangeError('The script does not say how long an epoch is: give the step size in iterations.');
  }
  return Math.max(1, Math.round(choice.epochs * length.stepsPerEpoch));
}
