/**
 * The centred smoother of finished ramps and the causal one of the live line. An exponential average is no
 * substitute for the first: with the usual 0.98 it lags 34 steps at step 100, which is decades of rate.
 */

/** Share of the ramp that lies within half a window. */
const WINDOW_SHARE = 0.04;
const LEAST_HALF_WIDTH = 4;

/** Half width, in steps, of the window that smooths a ramp of `steps` steps. */
export function halfWidth(steps: number): number {
  return Math.max(LEAST_HALF_WIDTH, Math.round(WINDOW_SHARE * steps));
}

/** Running median of three: removes single outliers. The two ends stay as they are. */
export function medianOfThree(values: Float64Array): Float64Array {
  const result = values.slice();
  for (let i = 1; i < values.length - 1; i++) {
    const a = values[i - 1] as number;
    const b = values[i] as number;
    const c = values[i + 1] as number;
    result[i] = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
  return result;
}

/**
 * Local-linear regression with tricube weights `(1 - |t/(h+1)|^3)^3` (Cleveland 1979), window clipped at the
 * ends; fitting a line keeps the ends unbiased. O(length x half width).
 */
export function localLinear(values: Float64Array, halfWidth: number): Float64Array {
  const weights = Float64Array.from(
    { length: halfWidth + 1 },
    (_, t) => (1 - (t / (halfWidth + 1)) ** 3) ** 3,
  );
  let total = weights[0] as number;
  for (let t = 1; t <= halfWidth; t++) total += 2 * (weights[t] as number);

  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const whole = i >= halfWidth && i + halfWidth < values.length;
    result[i] = whole ? weightedMean(values, i, weights) / total : lineAt(values, i, weights);
  }
  return result;
}

/** In a whole window the weights are symmetric, so the fitted line passes the weighted mean at its centre. */
function weightedMean(values: Float64Array, centre: number, weights: Float64Array): number {
  let sum = (weights[0] as number) * (values[centre] as number);
  for (let t = 1; t < weights.length; t++) {
    sum += (weights[t] as number) * ((values[centre - t] as number) + (values[centre + t] as number));
  }
  return sum;
}

function lineAt(values: Float64Array, centre: number, weights: Float64Array): number {
  const first = Math.max(0, centre - weights.length + 1);
  const last = Math.min(values.length - 1, centre + weights.length - 1);
  let w = 0;
  let wt = 0;
  let wv = 0;
  for (let j = first; j <= last; j++) {
    const weight = weights[Math.abs(j - centre)] as number;
    w += weight;
    wt += weight * (j - centre);
    wv += weight * (values[j] as number);
  }
  const meanT = wt / w;
  const meanV = wv / w;
  let spread = 0;
  let covariance = 0;
  for (let j = first; j <= last; j++) {
    const weight = weights[Math.abs(j - centre)] as number;
    const t = j - centre - meanT;
    spread += weight * t * t;
    covariance += weight * t * ((values[j] as number) - meanV);
  }
  return spread > 0 ? meanV - (meanT * covariance) / spread : meanV;
}

/**
 * The live line: an exponential average about as wide as the final window, corrected for its start. It lags, so
 * it is for looking at while the ramp runs and never for an answer.
 */
export class CausalSmoother {
  private readonly keep: number;
  private average = 0;
  private weight = 0;

  /** @param steps planned length of the ramp */
  constructor(steps: number) {
    this.keep = 1 - 2 / (halfWidth(steps) + 1);
  }

  /** Takes the next value and returns the smoothed one; a value that is not finite is passed over. */
  next(value: number): number {
    if (Number.isFinite(value)) {
      this.average = this.keep * this.average + (1 - this.keep) * value;
      this.weight = this.keep * this.weight + (1 - this.keep);
    }
    return this.weight > 0 ? this.average / this.weight : NaN;
  }
}

/** The live line of a whole series; see {@link CausalSmoother}. */
export function causalSmooth(values: readonly number[], steps: number): number[] {
  const smoother = new CausalSmoother(steps);
  return values.map((value) => smoother.next(value));
}
