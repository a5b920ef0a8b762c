/** Whether the batches come in an order, such as one class after the other: the loss then repeats itself each epoch. */
import { cleanCurve, type Curve } from '../curve';

/** Seen before the rate changes much: in this first part of the ramp. */
const FIRST_SHARE = 0.5;
/** Of more steps than this every period would take minutes; epochs of more than two thirds of it are not seen. */
const MOST_STEPS_OF_MANY = 4096;
/** Shorter periods are noise. */
const SHORTEST = 6;
/** An epoch must come round this often within the part. */
const LEAST_EPOCHS = 1.5;
/** Neighbouring batches, and those an epoch apart, have to be this much alike; batches in any order are at 0. */
const LEAST_ALIKE = 0.5;
/**
 * By so much less alike have to be batches that lie apart by some part of an epoch. What a course without noise leaves,
 * as of training on all data at once, is alike at every lag.
 */
const LEAST_CONTRAST = 0.5;
/** So many lags of an epoch are tried. */
const LAGS = 16;
/** Where every period is tried, one of them is alike by chance. */
const LEAST_ALIKE_OF_MANY = 0.8;
/** Averages wander, and come round by chance, but not so exactly. */
export const EXACTLY_ALIKE = 0.95;

/**
 * @param stepsPerEpoch undefined where nobody knows; then every period is looked at
 * @param least how much alike batches an epoch apart must be, 0 to 1
 */
export function comesInOrder(
  curves: readonly Curve[],
  stepsPerEpoch?: number,
  least = stepsPerEpoch === undefined ? LEAST_ALIKE_OF_MANY : LEAST_ALIKE,
): boolean {
  const found = curves.filter((curve) => repeats(cleanCurve(curve).loss, stepsPerEpoch, least));
  return found.length * 2 > curves.length;
}

function repeats(loss: Float64Array, stepsPerEpoch: number | undefined, least: number): boolean {
  const most = stepsPerEpoch === undefined ? MOST_STEPS_OF_MANY : loss.length;
  const part = loss.subarray(0, Math.min(most, Math.floor(FIRST_SHARE * loss.length)));
  const longest = Math.floor(part.length / LEAST_EPOCHS);
  const periods =
    stepsPerEpoch === undefined
      ? Array.from({ length: Math.max(0, longest - SHORTEST + 1) }, (_, i) => SHORTEST + i)
      : [stepsPerEpoch];
  const sums = sumsOf(part);
  return periods.some(
    (period) =>
      period >= SHORTEST && period <= longest && hasPeriod(withoutCourse(part, sums, period), period, least),
  );
}

function hasPeriod(residuals: Float64Array, period: number, least: number): boolean {
  const anEpochApart = alike(residuals, period);
  return (
    alike(residuals, 1) >= LEAST_ALIKE &&
    anEpochApart >= least &&
    lagsWithin(period).some((lag) => alike(residuals, lag) <= anEpochApart - LEAST_CONTRAST)
  );
}

/** Some of the lags between a step and the same of the next epoch. */
function lagsWithin(period: number): number[] {
  const lags = Array.from({ length: LAGS - 1 }, (_, i) => Math.round(((i + 1) * period) / LAGS));
  return [...new Set(lags)].filter((lag) => lag > 0 && lag < period);
}

/** Of all values before each, and of all. */
function sumsOf(part: Float64Array): Float64Array {
  const sums = new Float64Array(part.length + 1);
  for (let i = 0; i < part.length; i++) sums[i + 1] = (sums[i] as number) + (part[i] as number);
  return sums;
}

/** Less the mean of the epoch around each step. Plain loops here and below: thousands of periods may be tried. */
function withoutCourse(part: Float64Array, sums: Float64Array, period: number): Float64Array {
  const residuals = new Float64Array(part.length);
  for (let i = 0; i < part.length; i++) {
    const from = Math.min(Math.max(0, i - (period >> 1)), part.length - period);
    residuals[i] = (part[i] as number) - ((sums[from + period] as number) - (sums[from] as number)) / period;
  }
  return residuals;
}

/** Correlation of values that lie `lag` apart. */
function alike(values: Float64Array, lag: number): number {
  let products = 0;
  let before = 0;
  let after = 0;
  for (let i = lag; i < values.length; i++) {
    const a = values[i - lag] as number;
    const b = values[i] as number;
    products += a * b;
    before += a * a;
    after += b * b;
  }
  return products / Math.sqrt(before * after || Number.MIN_VALUE);
}
