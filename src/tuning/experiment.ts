/** How long to ramp next: several seeds of one length, then of twice the length, until two lengths agree. */
import type { BoundsAnswer } from './bounds';
import type { Flag } from './flags';

/** Ramps of one length to run. */
export interface RampLevel {
  /** Counted from 0, shortest first. */
  level: number;
  /** Steps of each ramp. */
  steps: number;
  /** Number of ramps, each with its own seed. */
  seeds: number;
}

export interface ExperimentLimits {
  /** Steps of the first ramps. */
  steps: number;
  /** No ramp is longer than this. */
  maxSteps: number;
  seeds: number;
}

/** About 28 steps per decade to begin with; at half of that every rule we tried fell to three quarters right. */
export const USUAL_LIMITS: ExperimentLimits = { steps: 200, maxSteps: 800, seeds: 3 };

/** What a longer ramp over the same range cannot cure. */
const HOPELESS: readonly Flag[] = ['never_finite', 'extend_down'];

/**
 * The next length to run; null when the answer stands or nothing longer may help.
 * @param previous the last length run and the answer of all ramps so far; null before the first
 */
export function nextLevel(
  previous: { level: RampLevel; answer: BoundsAnswer } | null,
  limits: ExperimentLimits,
): RampLevel | null {
  if (previous === null) return { level: 0, steps: limits.steps, seeds: limits.seeds };
  const { level, answer } = previous;
  const steps = 2 * level.steps;
  if (answer.settled || steps > limits.maxSteps) return null;
  const hopeless = answer.bounds.maxLR === null && answer.flags.some((flag) => HOPELESS.includes(flag));
  return hopeless ? null : { level: level.level + 1, steps, seeds: limits.seeds };
}
