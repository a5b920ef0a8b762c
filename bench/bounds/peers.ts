/** Suggestion rules of other finders, each as its own code has it, on our ramps. */
import type { Curve } from '../../src/tuning';
import { minimumTenthRate, valleyRate } from '../../src/tuning/rangeTest/otherTools';

export const peers: Readonly<Record<string, (curve: Curve) => number | null>> = {
  'fastai minimum ÷ 10': minimumTenthRate,
  'fastai valley (its default)': valleyRate,
  'fastai steep': (curve) => steepest(cut(debiased(curve, 0.98, 1), 0.1, 5)),
  'pytorch-lr-finder': (curve) => steepest(drop(averaged(curve, 0.05), 10, 5)),
  'Lightning before 2.5.3': (curve) => steepest(drop(debiased(curve, 0.98, 2), 10, 1)),
  'Lightning 2.6.6': (curve) => steepestPerRate(drop(debiased(curve, 0.98, 2), 10, 1)),
};

/** fastai's fourth, compared in `bench/confirmation` only. */
export const fastaiSlide = (curve: Curve): number | null => slide(cut(debiased(curve, 0.98, 1), 0.1, 5));

const SLIDE_GAP = 15;
const SLIDE_THRESHOLD = 0.005;

interface Series {
  lr: readonly number[];
  loss: readonly number[];
}

/** @param ahead 1 corrects the start; Lightning takes one power more, which halves the first values */
function debiased({ lr, loss }: Curve, keep: number, ahead: 1 | 2): Series {
  let average = 0;
  const smoothed: number[] = [];
  for (const value of loss) {
    if (!Number.isFinite(value)) break;
    average = keep * average + (1 - keep) * value;
    smoothed.push(average / (1 - keep ** (smoothed.length + ahead)));
  }
  return stopAt({ lr, loss: smoothed }, 4);
}

function averaged({ lr, loss }: Curve, take: number): Series {
  const smoothed: number[] = [];
  for (const value of loss) {
    if (!Number.isFinite(value)) break;
    const before = smoothed.at(-1);
    smoothed.push(before === undefined ? value : take * value + (1 - take) * before);
  }
  return stopAt({ lr, loss: smoothed }, 5);
}

/** Ends the series where the loss exceeds a multiple of its best. */
function stopAt({ lr, loss }: Series, multiple: number): Series {
  let best = Infinity;
  const end = loss.findIndex((value) => {
    best = Math.min(best, value);
    return value > multiple * best;
  });
  const length = end < 0 ? loss.length : end + 1;
  return { lr: lr.slice(0, length), loss: loss.slice(0, length) };
}

/** From the right, two slopes a gap apart move left for as long as they differ. */
function slide({ lr, loss }: Series): number | null {
  let left = loss.length - 1 - SLIDE_GAP;
  let rate = lr[left] ?? null;
  while (left >= 0 && Math.abs(slope(loss, left + SLIDE_GAP) - slope(loss, left)) > SLIDE_THRESHOLD) {
    rate = lr[left] ?? null;
    left--;
  }
  return rate;
}

function drop({ lr, loss }: Series, first: number, last: number): Series {
  return { lr: lr.slice(first, loss.length - last), loss: loss.slice(first, loss.length - last) };
}

function cut(series: Series, firstShare: number, last: number): Series {
  return drop(series, Math.floor(firstShare * series.loss.length), last);
}

function steepest({ lr, loss }: Series): number | null {
  return argmin(lr, (i) => slope(loss, i));
}

/** Divides by the rate's own step, so that the smallest rates win. */
function steepestPerRate({ lr, loss }: Series): number | null {
  return argmin(lr, (i) => slope(loss, i) / slope(lr, i));
}

/** `numpy.gradient`: central differences, one-sided at the ends. */
function slope(values: readonly number[], i: number): number {
  const left = Math.max(0, i - 1);
  const right = Math.min(values.length - 1, i + 1);
  return ((values[right] as number) - (values[left] as number)) / (right - left);
}

function argmin(lr: readonly number[], value: (index: number) => number): number | null {
  let best = Infinity;
  let rate: number | null = null;
  lr.forEach((one, i) => {
    const here = value(i);
    if (here < best) {
      best = here;
      rate = one;
    }
  });
  return rate;
}
