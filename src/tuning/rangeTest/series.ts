/**
 * What one series of a ramp (loss, or 1 - accuracy) says: where learning sets in, where it is best, where it
 * first falls back for good. The constants were fixed on 19 development cases and checked on 12 held out.
 */
import { halfWidth, localLinear, medianOfThree } from '../smoothing';
import { indexOfMinimum, median, standardDeviation } from '../statistics';

/** The level before learning is the median of this share of the ramp. */
const START_SHARE = 0.08;
const LEAST_START_STEPS = 8;
/** A gain counts as learning from this many standard errors; runs that learn nothing pass it in 1 % at most. */
const LEARNED_ERRORS = 8;
const LEARNED_SHARE = 0.01;
/** Onset: a tenth of the gain, and clear of the noise. */
const ONSET_SHARE = 0.1;
const ONSET_ERRORS = 4;
/** Edge: the first fall by a tenth of the gain that is clear of the noise and lasts. */
const FALL_SHARE = 0.1;
const FALL_ERRORS = 2;
const CLEAR_FALL_ERRORS = 5.6;
const LASTING_FALL = 0.7;
const LASTING_SHARE = 0.02;
const LEAST_LASTING_STEPS = 3;
/** The edge is where the fall began, not where it was proven. */
const FALL_BEGINS = 0.2;
/** The noise is taken up to the minimum where that leaves enough steps. */
const LEAST_NOISE_STEPS = 20;
/** Normal distribution: standard deviation over median absolute deviation. */
const MAD_TO_SD = 1.4826;
const TRIMMED_SHARE = 0.05;
/** Steps that a tricube local-linear fit averages over, per half width. */
const EFFECTIVE_STEPS = 1.2;
/** Longer series are averaged over runs of steps first: a 0.2 % finer rate is no better answer. */
const MOST_POINTS = 8192;

/** Indices are steps of the series; null where there is none. Lower values are better. */
export interface SeriesAnalysis {
  readonly learned: boolean;
  /** Level before learning. */
  readonly start: number;
  /** How far the smoothed series came down. */
  readonly gain: number;
  readonly onsetIndex: number | null;
  readonly minimumIndex: number;
  readonly edgeIndex: number | null;
  readonly steepestIndex: number | null;
  /** Standard deviation of one step. */
  readonly noise: number;
  /** Standard error of the smoothed series. */
  readonly standardError: number;
  readonly smoothed: Float64Array;
}

/** The series that the analysis looks at, and how it stands to the recorded one. */
export interface SeriesView {
  /** Steps averaged into one point. */
  readonly stride: number;
  /** Outliers removed, averaged over `stride`. */
  readonly points: Float64Array;
  /** Differences of neighbouring recorded values, one per point. */
  readonly differences: Float64Array;
}

export function startSteps(steps: number): number {
  return Math.max(LEAST_START_STEPS, Math.round(START_SHARE * steps));
}

/** Median of the first steps: the level before learning. */
export function startLevel(values: Float64Array): number {
  return levelOf(values.subarray(0, startSteps(values.length)));
}

/** Median of the last steps, as many as the first. */
export function endLevel(values: Float64Array): number {
  return levelOf(values.subarray(-startSteps(values.length)));
}

/** Median; of every few values where there are very many. */
function levelOf(values: Float64Array): number {
  const stride = Math.ceil(values.length / MOST_POINTS);
  return median(values.filter((_, i) => i % stride === 0));
}

/** A short series as it is, a long one averaged down to `mostPoints`. */
export function viewSeries(values: Float64Array, mostPoints = MOST_POINTS): SeriesView {
  const stride = Math.ceil(values.length / mostPoints);
  const calm = medianOfThree(values);
  const points = stride === 1 ? calm : averageRuns(calm, stride);
  const differences = new Float64Array(Math.max(0, Math.ceil((values.length - 1) / stride)));
  for (let i = 0; i < differences.length; i++) {
    differences[i] = (values[i * stride + 1] as number) - (values[i * stride] as number);
  }
  return { stride, points, differences };
}

function averageRuns(values: Float64Array, stride: number): Float64Array {
  const result = new Float64Array(Math.floor(values.length / stride));
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    for (let j = i * stride; j < (i + 1) * stride; j++) sum += values[j] as number;
    result[i] = sum / stride;
  }
  return result;
}

/** @param values finite, lower is better, one per step */
export function analyzeSeries(values: Float64Array): SeriesAnalysis {
  const view = viewSeries(values);
  const points = analyzePoints(view, startLevel(values));
  if (view.stride === 1) return points;
  const stepOf = (index: number | null) => (index === null ? null : index * view.stride + (view.stride >> 1));
  return {
    ...points,
    onsetIndex: stepOf(points.onsetIndex),
    minimumIndex: stepOf(points.minimumIndex) ?? 0,
    edgeIndex: stepOf(points.edgeIndex),
    steepestIndex: stepOf(points.steepestIndex),
    smoothed: interpolate(points.smoothed, view.stride, values.length),
  };
}

function analyzePoints(view: SeriesView, start: number): SeriesAnalysis {
  const n = view.points.length;
  const h = halfWidth(n);
  const smoothed = localLinear(view.points, h);
  const minimumIndex = indexOfMinimum(smoothed);
  const enough = minimumIndex >= LEAST_NOISE_STEPS;
  const noise = noiseOf(enough ? view.differences.subarray(0, minimumIndex) : view.differences);
  const standardError = noise / Math.sqrt(EFFECTIVE_STEPS * h * view.stride);
  const gain = start - (smoothed[minimumIndex] as number);

  const learned =
    minimumIndex >= startSteps(n) &&
    gain >= Math.max(LEARNED_ERRORS * standardError, LEARNED_SHARE * Math.abs(start));
  const found = { learned, start, gain, minimumIndex, noise, standardError, smoothed };
  if (!learned) return { ...found, onsetIndex: null, edgeIndex: null, steepestIndex: null };

  const onsetIndex = findOnset(smoothed, start, gain, standardError, minimumIndex);
  return {
    ...found,
    onsetIndex,
    edgeIndex: findEdge(smoothed, onsetIndex, gain, standardError),
    steepestIndex: findSteepest(smoothed, Math.max(0, onsetIndex - h), minimumIndex),
  };
}

/** Noise of one step from the differences, the larger of two estimates: robust, and trimmed (for lumpy accuracy). */
function noiseOf(differences: Float64Array): number {
  const centre = median(differences);
  const robust = MAD_TO_SD * median(differences.map((d) => Math.abs(d - centre)));
  const sorted = differences.slice().sort();
  const cut = Math.floor(TRIMMED_SHARE * sorted.length);
  const trimmed = standardDeviation(sorted.subarray(cut, sorted.length - cut));
  return Math.max(robust, trimmed) / Math.SQRT2;
}

/** Walks left from the minimum for as long as the gain there is still clear. */
function findOnset(
  smoothed: Float64Array,
  start: number,
  gain: number,
  standardError: number,
  minimumIndex: number,
): number {
  const clear = Math.max(ONSET_SHARE * gain, ONSET_ERRORS * standardError);
  let i = minimumIndex;
  while (i > 0 && start - (smoothed[i - 1] as number) >= clear) i--;
  return i;
}

/** The first significant fall after the onset: where it began. */
function findEdge(
  smoothed: Float64Array,
  onsetIndex: number,
  gain: number,
  standardError: number,
): number | null {
  const fall = Math.max(FALL_SHARE * gain, FALL_ERRORS * standardError);
  const clearFall = Math.max(fall, CLEAR_FALL_ERRORS * standardError);
  const lasting = Math.max(LEAST_LASTING_STEPS, Math.floor(LASTING_SHARE * smoothed.length));
  let best = Infinity;
  for (let i = 0; i < smoothed.length; i++) {
    const value = smoothed[i] as number;
    best = Math.min(best, value);
    if (i <= onsetIndex || value - best < clearFall) continue;
    if (!staysAbove(smoothed, best + LASTING_FALL * fall, i, i + lasting)) continue;
    let begin = i;
    while (begin > 0 && (smoothed[begin] as number) > best + FALL_BEGINS * fall) begin--;
    return begin;
  }
  return null;
}

function staysAbove(smoothed: Float64Array, level: number, from: number, to: number): boolean {
  for (let j = from; j < Math.min(to, smoothed.length); j++) {
    if ((smoothed[j] as number) < level) return false;
  }
  return true;
}

/** Where the smoothed series comes down fastest per step. */
function findSteepest(smoothed: Float64Array, from: number, to: number): number {
  let steepest = from;
  let slope = Infinity;
  for (let i = from; i <= Math.max(from, to); i++) {
    const left = Math.max(0, i - 1);
    const right = Math.min(smoothed.length - 1, i + 1);
    const here = ((smoothed[right] as number) - (smoothed[left] as number)) / (right - left);
    if (here < slope) {
      slope = here;
      steepest = i;
    }
  }
  return steepest;
}

/** Points at the middles of their runs, back to one value a step. */
function interpolate(points: Float64Array, stride: number, steps: number): Float64Array {
  const result = new Float64Array(steps);
  const last = points.length - 1;
  for (let i = 0; i < steps; i++) {
    const position = Math.min(last, Math.max(0, (i + 0.5) / stride - 0.5));
    const below = Math.floor(position);
    const low = points[below] as number;
    const high = points[Math.min(below + 1, last)] as number;
    result[i] = low + (high - low) * (position - below);
  }
  return result;
}
