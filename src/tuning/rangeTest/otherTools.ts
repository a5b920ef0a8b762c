/** What other finders would answer, by their own rules, so that users can compare. Never a default here. */
import { cleanCurve, type Curve } from './curve';
import { indexOfMinimum } from '../statistics';

/** fastai 2.8 `lr_find`: exponential average of the loss, ends at 4 times its best, ends cut by a tenth and by five. */
const KEEP = 0.98;
const STOP_AT = 4;
const CUT_LAST = 5;

/** fastai's `valley` (its default): two thirds into the longest decreasing run of the loss. Null on too few steps. */
export function valleyRate(curve: Curve): number | null {
  const { lr, loss } = fastaiSeries(curve);
  if (loss.length === 0) return null;
  const { start, end } = longestDecrease(loss);
  const third = (end - start) / 3;
  return lr[Math.max(0, start + Math.floor(third) + Math.floor(third / 2))] ?? null;
}

/** fastai's `minimum`: a tenth of the rate at the lowest loss. Null on too few steps. */
export function minimumTenthRate(curve: Curve): number | null {
  const { lr, loss } = fastaiSeries(curve);
  const rate = lr[indexOfMinimum(loss)];
  return rate === undefined ? null : rate / 10;
}

function fastaiSeries(curve: Curve): { lr: readonly number[]; loss: readonly number[] } {
  const { lr, loss } = cleanCurve(curve);
  const smoothed: number[] = [];
  let average = 0;
  let kept = 1;
  let best = Infinity;
  for (const value of loss) {
    average = KEEP * average + (1 - KEEP) * value;
    kept *= KEEP;
    const debiased = average / (1 - kept);
    smoothed.push(debiased);
    best = Math.min(best, debiased);
    if (debiased > STOP_AT * best) break;
  }
  const from = Math.floor(smoothed.length / 10);
  const to = Math.max(from, smoothed.length - CUT_LAST);
  return { lr: lr.slice(from, to), loss: smoothed.slice(from, to) };
}

/**
 * Longest decreasing subsequence, read as fastai reads it: it ends where the subsequence ends and starts as many
 * steps before as the subsequence is long.
 */
function longestDecrease(values: readonly number[]): { start: number; end: number } {
  // tails[k] is the largest value that ends a decreasing subsequence of length k + 1.
  const tails: number[] = [];
  let longest = 0;
  let end = 0;
  values.forEach((value, i) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] as number) > value) low = middle + 1;
      else high = middle;
    }
    tails[low] = value;
    if (low + 1 > longest) {
      longest = low + 1;
      end = i;
    }
  });
  return { start: end - longest, end };
}
