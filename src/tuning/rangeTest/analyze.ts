/** One ramp: its series, and the rates that follow from the loss's. */
import { cleanCurve, type Curve } from './curve';
import { judgedLoss } from './losses/judgedLoss';
import { analyzeSeries, endLevel, type SeriesAnalysis } from './series';
import { decadesBetween } from '../statistics';

/** Below this many finite steps nothing can be said. */
export const LEAST_STEPS = 16;
/** An instability needs about this many steps to show, whatever the ramp's speed. */
export const LAG_STEPS = 4;
/** A fall that takes more decades than this is gentle. */
const GENTLE_DECADES = 0.5;
const HALF_OF_GAIN = 0.5;

/** Where a series' fall began and its learning set in, as rates that took effect. */
export interface SeriesReading extends SeriesAnalysis {
  /** Rate that caused the fall: a few steps before it shows. */
  readonly edgeLR: number | null;
  readonly onsetLR: number | null;
}

/** Indices are steps of the curve up to its first loss that is not finite; null where there is none. */
export interface RampAnalysis {
  /** Finite steps. */
  readonly steps: number;
  readonly blewUp: boolean;
  /** Whether loss or accuracy got clearly better. */
  readonly learned: boolean;
  /** Of the loss. Where it learned and the loss stopped being finite, the last step is the edge at the latest. */
  readonly onsetIndex: number | null;
  readonly minimumIndex: number | null;
  readonly edgeIndex: number | null;
  readonly steepestIndex: number | null;
  readonly edgeLR: number | null;
  readonly onsetLR: number | null;
  /** Decades from the edge to where half of the gain is lost; null where it never is. */
  readonly widthDecades: number | null;
  /** The fall is slow: a bolder maximum may work. */
  readonly gentle: boolean;
  /** Standard deviation of one step's loss. */
  readonly noise: number | null;
  /** How far the loss ends above its first level, in the loss's own unit. */
  readonly rise: number;
  readonly smoothedLoss: number[];
  /** One value per step; undefined where no accuracy was measured at all. */
  readonly smoothedAccuracy?: number[];
  /** Null where the ramp is too short to say anything. */
  readonly loss: SeriesReading | null;
  /** Of 1 - accuracy, so lower is better, as for the loss. */
  readonly accuracy: SeriesReading | null;
  /** The rates used, up to the first loss that is not finite. */
  readonly lr: readonly number[];
}

export function analyzeRamp(curve: Curve): RampAnalysis {
  const { lr, loss, accuracy, blewUp } = cleanCurve(curve);
  if (loss.length < LEAST_STEPS) return shortRamp(lr, loss, blewUp);

  const { capped, offset } = judgedLoss(loss);
  const lossReading = read(raised(analyzeSeries(capped), offset), lr, blewUp);
  const known = accuracy !== null && accuracy.values.length >= LEAST_STEPS ? accuracy : null;
  const errors = known && analyzeSeries(known.values.map((value) => 1 - value));
  const accuracyReading =
    errors && known ? read(atSteps(errors, known.steps, loss.length), lr, blewUp) : null;

  return {
    steps: loss.length,
    blewUp,
    learned: lossReading.learned || (accuracyReading?.learned ?? false),
    onsetIndex: lossReading.onsetIndex,
    minimumIndex: lossReading.minimumIndex,
    edgeIndex: lossReading.edgeIndex,
    steepestIndex: lossReading.steepestIndex,
    edgeLR: lossReading.edgeLR,
    onsetLR: lossReading.onsetLR,
    ...widthOfFall(lossReading, lr, blewUp),
    noise: lossReading.noise,
    rise: endLevel(capped) + offset - lossReading.start,
    smoothedLoss: numbers(lossReading.smoothed),
    ...(accuracyReading && { smoothedAccuracy: numbers(accuracyReading.smoothed.map((error) => 1 - error)) }),
    loss: lossReading,
    accuracy: accuracyReading,
    lr,
  };
}

/** A plain array, which survives JSON; `Array.from` is many times slower on long ones. */
function numbers(values: Float64Array): number[] {
  const list = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) list[i] = values[i] as number;
  return list;
}

function shortRamp(lr: readonly number[], loss: Float64Array, blewUp: boolean): RampAnalysis {
  return {
    steps: loss.length,
    blewUp,
    learned: false,
    onsetIndex: null,
    minimumIndex: null,
    edgeIndex: null,
    steepestIndex: null,
    edgeLR: null,
    onsetLR: null,
    widthDecades: null,
    gentle: false,
    noise: null,
    rise: 0,
    smoothedLoss: numbers(loss),
    loss: null,
    accuracy: null,
    lr,
  };
}

/** Back to the recorded level. */
function raised(series: SeriesAnalysis, offset: number): SeriesAnalysis {
  if (offset === 0) return series;
  return {
    ...series,
    start: series.start + offset,
    smoothed: series.smoothed.map((value) => value + offset),
  };
}

function read(series: SeriesAnalysis, lr: readonly number[], blewUp: boolean): SeriesReading {
  return {
    ...series,
    edgeIndex: edgeStep(series, blewUp, lr.length - 1),
    edgeLR: edgeRate(series, lr, blewUp),
    onsetLR: series.onsetIndex === null ? null : (lr[series.onsetIndex] ?? null),
  };
}

/** Where it learned and then stopped being finite, the last step is the edge at the latest. */
function edgeStep(series: SeriesAnalysis, blewUp: boolean, lastStep: number): number | null {
  return series.edgeIndex ?? (series.learned && blewUp ? lastStep : null);
}

/**
 * The rate that caused the edge; null where there is none.
 * @param stride steps of `lr` for each value of the series
 */
export function edgeRate(
  series: SeriesAnalysis,
  lr: readonly number[],
  blewUp: boolean,
  stride = 1,
): number | null {
  const edge = edgeStep(series, blewUp, series.smoothed.length - 1);
  return edge === null ? null : (lr[Math.max(0, edge * stride + (stride >> 1) - LAG_STEPS)] ?? null);
}

/** Moves an analysis of values measured at some steps only to the curve's own steps. */
function atSteps(series: SeriesAnalysis, steps: Uint32Array, length: number): SeriesAnalysis {
  if (steps.length === length) return series;
  const stepOf = (index: number | null) => (index === null ? null : (steps[index] ?? null));
  return {
    ...series,
    onsetIndex: stepOf(series.onsetIndex),
    minimumIndex: stepOf(series.minimumIndex) ?? 0,
    edgeIndex: stepOf(series.edgeIndex),
    steepestIndex: stepOf(series.steepestIndex),
    smoothed: spread(series.smoothed, steps, length),
  };
}

/** Straight lines between the measured steps, level before the first and after the last. */
function spread(values: Float64Array, steps: Uint32Array, length: number): Float64Array {
  const result = new Float64Array(length);
  let next = 0;
  for (let i = 0; i < length; i++) {
    while (next < steps.length && (steps[next] as number) < i) next++;
    const right = Math.min(next, steps.length - 1);
    const left = Math.max(0, (steps[right] as number) > i ? right - 1 : right);
    const width = (steps[right] as number) - (steps[left] as number);
    const share = width > 0 ? (i - (steps[left] as number)) / width : 0;
    result[i] = (values[left] as number) + ((values[right] as number) - (values[left] as number)) * share;
  }
  return result;
}

function widthOfFall(
  series: SeriesReading,
  lr: readonly number[],
  blewUp: boolean,
): { widthDecades: number | null; gentle: boolean } {
  const edge = series.edgeIndex;
  const edgeRate = edge === null ? 0 : (lr[edge] as number);
  if (edge === null || edgeRate <= 0) return { widthDecades: null, gentle: false };
  const lost = (series.smoothed[edge] as number) + HALF_OF_GAIN * series.gain;
  const last = lr.length - 1;
  let end = edge;
  while (end < last && (series.smoothed[end] as number) < lost) end++;
  const width = decadesBetween(edgeRate, lr[end] as number);
  const wasLost = blewUp || (series.smoothed[end] as number) >= lost;
  return { widthDecades: wasLost ? width : null, gentle: width > GENTLE_DECADES };
}
