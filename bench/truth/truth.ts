/**
 * Which constant rates train well: `test/fixtures/curves/README.md` has the definition. To spare trainings, the
 * grid of five rates a decade is first walked in fours with one seed and then filled in where it matters.
 */
import { standardDeviation, median } from '../../src/tuning/statistics';

/** Entries are the rates that were trained, lowest first. */
export interface MeasuredTruth {
  lr: number[];
  /** Mean final validation accuracy, and its standard deviation over the seeds. */
  metric: number[];
  sd: number[];
  seeds: number[];
  best: number;
  bestLr: number;
  tol: number;
  goodLo: number;
  goodHi: number;
}

/** Five rates a decade from 1.6e-5 to 10, numbered. */
export const PER_DECADE = 5;
const LOWEST = -24;
const HIGHEST = 5;
const COARSE_STEP = 4;
const SEEDS = 3;
/** How far below the best a good rate may end. */
export const LEAST_TOLERANCE = 0.02;
export const MOST_TOLERANCE = 0.05;
/** The noise is taken from this many rates on each side of the best. */
export const NOISE_REACH = 2;

/** Accuracies by the rate's number, one a seed. */
type Trainings = Map<number, number[]>;

/** @param train final validation accuracy at a rate and seed */
export async function findTruth(
  train: (lr: number, seed: number) => Promise<number>,
): Promise<MeasuredTruth> {
  const done: Trainings = new Map();
  for (let next = nextRate(done); next !== null; next = nextRate(done)) {
    const accuracies = done.get(next) ?? [];
    done.set(next, [...accuracies, await train(rateOf(next), accuracies.length)]);
  }
  return summarize(done);
}

/** The rate that needs one more seed, or null when nothing that is missing could change the good region. */
export function nextRate(done: Trainings): number | null {
  const coarse = range(LOWEST, HIGHEST, COARSE_STEP).find((rate) => !done.has(rate));
  if (coarse !== undefined) return coarse;

  const best = bestRate(done);
  const aroundBest = range(Math.max(LOWEST, best - NOISE_REACH), Math.min(HIGHEST, best + NOISE_REACH), 1);
  const unfinished = aroundBest.find((rate) => !isComplete(done, rate));
  if (unfinished !== undefined) return unfinished;

  const open = [...done.keys()].find((rate) => !isComplete(done, rate) && couldBeGood(done, rate, best));
  if (open !== undefined) return open;
  return firstUntrained(done, best, -1) ?? firstUntrained(done, best, 1);
}

/** Walks from the best to the first rate that is not good. */
function firstUntrained(done: Trainings, best: number, direction: 1 | -1): number | null {
  let rate = best;
  while (rate >= LOWEST && rate <= HIGHEST) {
    if (!done.has(rate)) return rate;
    if (mean(done, rate) < mean(done, best) - toleranceAround(done, best)) return null;
    rate += direction;
  }
  return null;
}

/** Whether the missing seeds could still lift a rate's mean, were each as good as the best training so far. */
function couldBeGood(done: Trainings, rate: number, best: number): boolean {
  const accuracies = done.get(rate) ?? [];
  const highest = Math.max(...[...done.values()].flat());
  const sum = accuracies.reduce((total, value) => total + value, 0);
  return (sum + (SEEDS - accuracies.length) * highest) / SEEDS >= mean(done, best) - MOST_TOLERANCE;
}

function summarize(done: Trainings): MeasuredTruth {
  const rates = [...done.keys()].sort((a, b) => a - b);
  const best = bestRate(done);
  const tol = toleranceAround(done, best);
  const isGood = (rate: number) => done.has(rate) && mean(done, rate) >= mean(done, best) - tol;
  let lowest = best;
  while (isGood(lowest - 1)) lowest--;
  let highest = best;
  while (isGood(highest + 1)) highest++;
  return {
    lr: rates.map(rateOf),
    metric: rates.map((rate) => rounded(mean(done, rate))),
    sd: rates.map((rate) => rounded(standardDeviation(done.get(rate) ?? []))),
    seeds: rates.map((rate) => done.get(rate)?.length ?? 0),
    best: rounded(mean(done, best)),
    bestLr: rateOf(best),
    tol: rounded(tol),
    goodLo: rateOf(lowest),
    goodHi: rateOf(highest),
  };
}

function toleranceAround(done: Trainings, best: number): number {
  const around = range(best - NOISE_REACH, best + NOISE_REACH, 1).filter((rate) => done.has(rate));
  const noise = median(around.map((rate) => standardDeviation(done.get(rate) ?? [])));
  return Math.min(MOST_TOLERANCE, Math.max(LEAST_TOLERANCE, (2 * noise) / Math.sqrt(SEEDS)));
}

function bestRate(done: Trainings): number {
  return [...done.keys()].reduce((best, rate) => (mean(done, rate) > mean(done, best) ? rate : best));
}

function isComplete(done: Trainings, rate: number): boolean {
  return (done.get(rate)?.length ?? 0) >= SEEDS;
}

function mean(done: Trainings, rate: number): number {
  const accuracies = done.get(rate) ?? [];
  return accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
}

export function rateOf(number: number): number {
  return Number((10 ** (number / PER_DECADE)).toPrecision(4));
}

function rounded(accuracy: number): number {
  return Number(accuracy.toFixed(4));
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
