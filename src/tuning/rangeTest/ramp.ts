/** A range test's rates: from `lo` to `hi` in `steps` updates. */
export type Ramp = { shape: 'exponential' | 'linear'; lo: number; hi: number; steps: number };

/**
 * The ramp that finds bounds: wide, since nothing is known yet. Linear ramps alone are a poor finder (in 42 % of
 * ours no fall showed), so they only draw the picture of Smith's paper (1506.01186, section 3.3) on request.
 */
export const FINDING_RAMP: Ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: 200 };

/** The rate of update `step`, counted from 0; the last update, and any after it, gets `hi`. */
export function rampRate(ramp: Ramp, step: number): number {
  if (step <= 0) return ramp.lo;
  if (step >= ramp.steps - 1) return ramp.hi;
  const done = step / (ramp.steps - 1);
  return ramp.shape === 'linear'
    ? ramp.lo + (ramp.hi - ramp.lo) * done
    : ramp.lo * (ramp.hi / ramp.lo) ** done;
}

/** Fewer iterations than this show no curve worth reading. */
export const FEWEST_RAMP_STEPS = 50;

/** Throws a RangeError that says what is wrong with the ramp; returns it otherwise. */
export function checkRamp(ramp: Ramp): Ramp {
  const lowest = ramp.shape === 'linear' ? 'zero or more' : 'above zero';
  if (!Number.isFinite(ramp.lo) || ramp.lo < 0 || (ramp.shape === 'exponential' && ramp.lo === 0)) {
    throw new RangeError(`The lowest learning rate must be a number ${lowest}, not ${ramp.lo}.`);
  }
  if (!Number.isFinite(ramp.hi) || ramp.hi <= ramp.lo) {
    throw new RangeError(
      `The highest learning rate must be a number above the lowest (${ramp.lo}), not ${ramp.hi}.`,
    );
  }
  if (!Number.isInteger(ramp.steps) || ramp.steps < 2) {
    throw new RangeError(`The number of steps must be a whole number of at least 2, not ${ramp.steps}.`);
  }
  return ramp;
}

/** Rates from the lowest to the highest. */
export interface RateRange {
  readonly lo: number;
  readonly hi: number;
}
