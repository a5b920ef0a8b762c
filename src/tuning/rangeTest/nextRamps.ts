/** Which ramps to run next: several seeds of one length, then twice the length until the answer settles. */
import { EXTEND_DOWN_FACTOR, EXTEND_UP_FACTOR } from './words/advice';
import type { BoundsAnswer } from './answer';
import { findBounds } from './bounds';
import type { Curve } from './curve';
import type { Flag } from './flags';
import { decadesBetween } from '../statistics';
import { FINDING_RAMP, type Ramp } from './ramp';

export interface RampLimits {
  /** The first ramp; later ones keep its shape. */
  readonly ramp: Ramp;
  /** Ramps of each length. */
  readonly seeds: number;
  /** No ramp is longer than this. */
  readonly maxSteps: number;
  /** How often a range that starts or ends in the wrong place may be extended without asking. */
  readonly extensions: number;
}

export const USUAL_LIMITS: RampLimits = { ramp: FINDING_RAMP, seeds: 3, maxSteps: 800, extensions: 1 };

/** Another length changes nothing of it. */
const HOPELESS: readonly Flag[] = ['never-finite', 'in-order', 'unbounded'];
const NEAR_START_DECADES = 1.5;

/** Why ramps run: the first ones, twice the length, or a range that began or ended in the wrong place. */
export const RAMP_REASONS = ['first', 'more-seeds', 'double', 'extend-up', 'extend-down'] as const;
export type RampReason = (typeof RAMP_REASONS)[number];

export type NextRamps =
  | {
      readonly kind: 'run';
      readonly why: RampReason;
      readonly ramp: Ramp;
      /** Numbers of the seeds, counted from 0. */
      readonly seeds: number[];
      /** The limits to go on with: an extended range is a new start, with no curves yet. */
      readonly limits: RampLimits;
    }
  | { readonly kind: 'done'; readonly answer: BoundsAnswer };

/** @param levels what was run so far within these limits, shortest length first, one curve a seed */
export function nextRamps(
  levels: readonly (readonly Curve[])[],
  limits: RampLimits = USUAL_LIMITS,
): NextRamps {
  const current = Math.max(0, levels.length - 1);
  const ramp = { ...limits.ramp, steps: limits.ramp.steps * 2 ** current };
  const done = levels[current]?.length ?? 0;
  if (done < limits.seeds) {
    const seeds = Array.from({ length: limits.seeds - done }, (_, i) => done + i);
    const why = current > 0 ? 'double' : done === 0 ? 'first' : 'more-seeds';
    return { kind: 'run', why, ramp, seeds, limits };
  }

  const answer = findBounds(levels);
  if (limits.extensions > 0 && (answer.bounds.maxLR === null || startsAmid(answer, limits.ramp))) {
    const extended = extend(limits, answer.flags);
    if (extended) return extended;
  }
  const twice = { ...ramp, steps: 2 * ramp.steps };
  const hopeless = HOPELESS.some((flag) => answer.flags.includes(flag));
  if (answer.settled || twice.steps > limits.maxSteps || hopeless) return { kind: 'done', answer };
  return { kind: 'run', why: 'double', ramp: twice, seeds: seedNumbers(limits.seeds), limits };
}

/**
 * The range starts where the model learns already, near the answer: what lower rates would have taught it first is
 * missing, and it bears more than it would. Plain SGD ramped from 1 gave a maximum of 3.3, and of 1.8 over the
 * usual range.
 */
function startsAmid({ flags, edgeLR }: BoundsAnswer, { lo }: Ramp): boolean {
  return flags.includes('extend-down') && edgeLR !== null && decadesBetween(lo, edgeLR) < NEAR_START_DECADES;
}

function extend(limits: RampLimits, flags: readonly Flag[]): NextRamps | null {
  const extensions = limits.extensions - 1;
  const seeds = seedNumbers(limits.seeds);
  if (flags.includes('extend-up')) {
    const ramp = { ...limits.ramp, hi: limits.ramp.hi * EXTEND_UP_FACTOR };
    return { kind: 'run', why: 'extend-up', ramp, seeds, limits: { ...limits, ramp, extensions } };
  }
  if (flags.includes('extend-down')) {
    const ramp = { ...limits.ramp, lo: limits.ramp.lo / EXTEND_DOWN_FACTOR };
    return { kind: 'run', why: 'extend-down', ramp, seeds, limits: { ...limits, ramp, extensions } };
  }
  return null;
}

function seedNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
