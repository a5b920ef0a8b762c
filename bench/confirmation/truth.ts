/**
 * Which rates train well, for one way to train: walked from the best that is known, five rates a decade. The rate
 * next to every one that a finder came to is trained, too.
 */
import { median, standardDeviation } from '../../src/tuning/statistics';
import type { Truth } from '../bounds/cases';
import { LEAST_TOLERANCE, MOST_TOLERANCE, NOISE_REACH, PER_DECADE, rateOf } from '../truth/truth';

export interface MeasuredTruth extends Truth {
  /** Standard deviation over the seeds, around the best. */
  readonly noise: number;
}

const LOWEST = -35;
const HIGHEST = 10;
const SEEDS = 2;
/** Farther below the best than this, one seed will do. */
const FAR = 0.05;

/** Scores by the rate's number, one a seed. */
type Trained = Map<number, number[]>;

/** @param suggested rates whose nearest neighbour is to be known */
export async function findTruth(
  suggested: readonly number[],
  train: (lr: number, seed: number) => Promise<number>,
): Promise<MeasuredTruth> {
  const wanted = suggested.map(numberOf);
  const trained: Trained = new Map();
  for (let next = nextOf(trained, wanted); next !== null; next = nextOf(trained, wanted)) {
    const scores = trained.get(next) ?? [];
    trained.set(next, [...scores, await train(rateOf(next), scores.length)]);
  }
  return summary(trained);
}

/** The number of the rate that needs another seed; null at the end. */
function nextOf(trained: Trained, wanted: readonly number[]): number | null {
  const untrained = wanted.find((one) => !trained.has(one));
  if (untrained !== undefined) return untrained;
  const best = bestOf(trained);
  const near = [...trained.keys()].filter((one) => mean(trained, one) >= mean(trained, best) - FAR);
  const unfinished = near.find((one) => (trained.get(one) ?? []).length < SEEDS);
  return unfinished ?? edgeOf(trained, best, -1) ?? edgeOf(trained, best, 1);
}

/** The first that was not trained before one that is surely not good. */
function edgeOf(trained: Trained, best: number, direction: 1 | -1): number | null {
  for (let one = best; one >= LOWEST && one <= HIGHEST; one += direction) {
    if (!trained.has(one)) return one;
    if (mean(trained, one) < mean(trained, best) - MOST_TOLERANCE) return null;
  }
  return null;
}

function summary(trained: Trained): MeasuredTruth {
  const best = bestOf(trained);
  const around = [...trained].filter(
    ([one, { length }]) => Math.abs(one - best) <= NOISE_REACH && length > 1,
  );
  // The spread of two about their mean is too small a measure of the spread of all.
  const noise =
    Math.sqrt(SEEDS / (SEEDS - 1)) * median(around.map(([, scores]) => standardDeviation(scores)));
  const tolerance = Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, (2 * noise) / Math.sqrt(SEEDS)));
  const isGood = (one: number) => trained.has(one) && mean(trained, one) >= mean(trained, best) - tolerance;
  let lowest = best;
  while (isGood(lowest - 1)) lowest--;
  let highest = best;
  while (isGood(highest + 1)) highest++;
  const numbers = [...trained.keys()].sort((a, b) => a - b);
  return {
    lr: numbers.map(rateOf),
    metric: numbers.map((one) => mean(trained, one)),
    best: mean(trained, best),
    goodLo: rateOf(lowest),
    goodHi: rateOf(highest),
    noise,
  };
}

function bestOf(trained: Trained): number {
  return [...trained.keys()].reduce((best, one) => (mean(trained, one) > mean(trained, best) ? one : best));
}

function mean(trained: Trained, one: number): number {
  const scores = trained.get(one) ?? [];
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function numberOf(lr: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, Math.round(PER_DECADE * Math.log10(lr))));
}
