/** How far one ramp's edge can be trusted: the rule is run again on copies of the ramp with its noise reshuffled. */
import { edgeRate } from './analyze';
import { capLoss, judgedLoss } from './losses/judgedLoss';
import { cleanCurve, type Curve } from './curve';
import type { RateRange } from './ramp';
import { analyzeSeries, viewSeries } from './series';
import { halfWidth } from '../smoothing';
import { quantile, randomNumbers } from '../statistics';

const RESAMPLES = 100;
/** Longer ramps are averaged down to this: the band needs no finer rate, and is to be quick. */
const MOST_POINTS = 1024;
/** The band leaves out a tenth at either end. */
const LOW = 0.1;
const HIGH = 0.9;
/** Noise grows with the rate, so it is taken from nearby: within this many half widths. */
const REACH = 3;
/** Fewer copies with an edge than this, and there is no band. */
const LEAST_SHARE = 0.5;

/**
 * Band of the edge's rate; null where the noise hides the edge in half of the copies. The same seed gives the
 * same band.
 */
export function bootstrapBand(curve: Curve, seed = 0): RateRange | null {
  const { lr, loss, blewUp } = cleanCurve(curve);
  const { capped } = judgedLoss(loss);
  const { stride, points } = viewSeries(capped, MOST_POINTS);
  const recorded = stride === 1 ? capped : points;
  const { smoothed } = analyzeSeries(points);
  const random = randomNumbers(seed);
  const edges: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const copy = capLoss(resample(recorded, smoothed, random));
    const edge = edgeRate(analyzeSeries(copy), lr, blewUp, stride);
    if (edge !== null) edges.push(edge);
  }
  if (edges.length < LEAST_SHARE * RESAMPLES) return null;
  return { lo: quantile(edges, LOW), hi: quantile(edges, HIGH) };
}

/** Blocks of neighbouring residuals, since noise is correlated, each with a random sign. */
function resample(recorded: Float64Array, smoothed: Float64Array, random: () => number): Float64Array {
  const block = halfWidth(recorded.length);
  const last = recorded.length - 1;
  const copy = smoothed.slice();
  for (let start = 0; start < recorded.length; start += block) {
    const shift = Math.floor(random() * (2 * REACH * block + 1)) - REACH * block;
    const from = Math.min(Math.max(0, start + shift), last);
    const sign = random() < 0.5 ? -1 : 1;
    for (let j = 0; j < block && start + j <= last; j++) {
      const taken = Math.min(from + j, last);
      const residual = (recorded[taken] as number) - (smoothed[taken] as number);
      copy[start + j] = (copy[start + j] as number) + sign * residual;
    }
  }
  return copy;
}
