/**
 * Who trained better, and who got there first: best value, iterations and time to the best of the script's own rate,
 * each as mean and spread over the seeds.
 */
import { CausalSmoother } from '../smoothing';
import { type Arm, OWN_ARM } from './arms';
import {
  type ArmResult,
  bestArm,
  type Comparison,
  isLoss,
  type Metric,
  type SeedResult,
  type Spread,
} from './results';
import { comparisonHeadline } from './headline';
import { comparisonSentence } from './sentence';

/** One process that trained to the script's natural end. Index i of `loss` and `accuracy` is one update. */
export interface TrainedSeries {
  readonly arm: string;
  readonly seed: number;
  readonly loss: readonly number[];
  readonly accuracy: readonly (number | undefined)[];
  /** What the script measured itself after `step` updates. */
  readonly validation: readonly { step: number; loss?: number; accuracy?: number }[];
  /** Seconds of training after so many updates, ascending. Empty where nobody took the time. */
  readonly clock: readonly { step: number; seconds: number }[];
}

/** @param trained whole trainings only; @returns null while there is none */
export function compareArms(trained: readonly TrainedSeries[], arms: readonly Arm[]): Comparison | null {
  if (trained.length === 0) return null;
  const metric = commonMetric(trained);
  const curves = trained.map((series) => ({ series, values: metricValues(series, metric) }));
  const own = curves.filter(({ series }) => series.arm === OWN_ARM.name);
  const target = spreadOf(own.map(({ values }) => bestOf(values, metric)))?.mean ?? null;

  const results = arms.flatMap((arm): ArmResult[] => {
    const perSeed = curves
      .filter(({ series }) => series.arm === arm.name)
      .sort((a, b) => a.series.seed - b.series.seed)
      .map(({ series, values }) => seedResult(series, values, metric, target));
    return perSeed.length === 0 ? [] : [armResult(arm, perSeed)];
  });
  const fixed = results.filter((result) => result.schedule?.kind === 'fixed');
  const bestFixed = bestArm(fixed, metric)?.name ?? null;
  const outcome = { metric, target, arms: results, bestFixed };
  return { ...outcome, headline: comparisonHeadline(outcome), sentence: comparisonSentence(outcome) };
}

/** What the script validates is worth more than what it trains on; accuracy says more to people than loss. */
const METRICS: readonly Metric[] = ['validation accuracy', 'validation loss', 'accuracy', 'loss'];

/** The first metric that the script has; a training that blew up may lack it and loses by that. */
function commonMetric(trained: readonly TrainedSeries[]): Metric {
  const has = (series: TrainedSeries, metric: Metric): boolean =>
    metricValues(series, metric).some(({ value }) => Number.isFinite(value));
  return METRICS.find((metric) => trained.some((series) => has(series, metric))) ?? 'loss';
}

/** A value of the metric after `step` updates. */
interface MetricValue {
  readonly step: number;
  readonly value: number;
}

/** Single batches are noisy, so what is measured on them is smoothed; validation is taken as it is. */
function metricValues(series: TrainedSeries, metric: Metric): MetricValue[] {
  switch (metric) {
    case 'validation accuracy':
      return series.validation.map(({ step, accuracy = NaN }) => ({ step, value: accuracy }));
    case 'validation loss':
      return series.validation.map(({ step, loss = NaN }) => ({ step, value: loss }));
    case 'accuracy':
      return smoothed(series.accuracy);
    case 'loss':
      return smoothed(series.loss);
  }
}

function smoothed(values: readonly (number | undefined)[]): MetricValue[] {
  const smoother = new CausalSmoother(values.length);
  return values.map((value = NaN, i) => ({ step: i + 1, value: smoother.next(value) }));
}

function bestOf(values: readonly MetricValue[], metric: Metric): number | null {
  const finite = values.map(({ value }) => value).filter(Number.isFinite);
  if (finite.length === 0) return null;
  return finite.reduce((best, value) => (isLoss(metric) ? Math.min(best, value) : Math.max(best, value)));
}

function seedResult(
  series: TrainedSeries,
  values: readonly MetricValue[],
  metric: Metric,
  target: number | null,
): SeedResult {
  const reached = target === null ? undefined : values.find(({ value }) => reaches(value, target, metric));
  return {
    seed: series.seed,
    iterations: series.loss.length,
    best: bestOf(values, metric),
    iterationsToTarget: reached?.step ?? null,
    secondsToTarget: reached === undefined ? null : secondsAt(series.clock, reached.step),
  };
}

/** Relative; the mean of equal numbers may lie a rounding error above them. */
const ROUNDING = 1e-9;

function reaches(value: number, target: number, metric: Metric): boolean {
  const slack = ROUNDING * Math.abs(target);
  return isLoss(metric) ? value <= target + slack : value >= target - slack;
}

/** Between two marks the updates are taken to be equally long. */
function secondsAt(clock: TrainedSeries['clock'], step: number): number | null {
  const next = clock.findIndex((mark) => mark.step >= step);
  const after = clock[next];
  if (after === undefined) return null;
  const before = clock[next - 1] ?? { step: 0, seconds: 0 };
  if (after.step === before.step) return after.seconds;
  const share = (step - before.step) / (after.step - before.step);
  return before.seconds + share * (after.seconds - before.seconds);
}

function armResult({ name, schedule }: Arm, perSeed: readonly SeedResult[]): ArmResult {
  return {
    name,
    schedule,
    best: spreadOf(perSeed.map((seed) => seed.best)),
    iterationsToTarget: spreadOf(perSeed.map((seed) => seed.iterationsToTarget)),
    secondsToTarget: spreadOf(perSeed.map((seed) => seed.secondsToTarget)),
    reached: perSeed.filter((seed) => seed.iterationsToTarget !== null).length,
    perSeed,
  };
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, least: Math.min(...known), most: Math.max(...known) };
}
