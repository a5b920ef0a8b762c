import { judgedLoss } from './judgedLoss';
import { analyzeSeries } from '../series';
import { halfWidth, localLinear, medianOfThree } from '../../smoothing';
import { indexOfMinimum, median } from '../../statistics';

/** Fewer steps than this tell nothing about their noise. */
const LEAST_STEPS = 40;
/** More tell nothing new. */
const MOST_STEPS = 1000;
/** Where nothing was learned: the level is taken from this part, and left by this share of it. */
const SETTLED_SHARE = 0.2;
const FIRST_SHARE = 0.4;
const LEAVES = 0.2;

export interface FlatPart {
  readonly values: Float64Array;
  /** Whether it ends before learning sets in. */
  readonly flat: boolean;
}

/** The steps before learning sets in, or before the loss explodes: little but noise around one level. */
export function flatPart(losses: Float64Array): FlatPart {
  const { offset } = judgedLoss(losses);
  const judged = losses.map((loss) => loss - offset);
  const { onsetIndex, learned } = analyzeSeries(judged);
  const level = endOfLevel(judged);
  const flatEnd = learned ? Math.min(onsetIndex ?? 0, level) : level;
  const flat = flatEnd >= LEAST_STEPS;
  const end = flat ? flatEnd : [indexOfMinimum(medianOfThree(losses)), level].find((at) => at >= LEAST_STEPS);
  return { values: losses.subarray(0, Math.min(end ?? losses.length, MOST_STEPS)), flat };
}

/** Where the course leaves, upwards or downwards, the level that it had once the averages had settled. */
function endOfLevel(losses: Float64Array): number {
  const settled = Math.ceil(SETTLED_SHARE * losses.length);
  const from = Math.ceil(FIRST_SHARE * losses.length);
  const level = median(losses.subarray(settled, from));
  const course = localLinear(losses, halfWidth(losses.length));
  const end = course.findIndex((loss, i) => i >= from && Math.abs(loss - level) > LEAVES * Math.abs(level));
  return end < 0 ? losses.length : end;
}
