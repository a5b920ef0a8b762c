/** What is drawn of a run: raw points, a line for every ramp, and the line the answer rests on. No canvas here. */
import { causalSmooth, type RampAnalysis } from '../../../src/tuning';
import type { PanelState, RampView } from '../../../src/protocol/panel';
import { drawnRamps, hasAccuracy } from '../state';

export type Measure = 'accuracy' | 'loss';

export interface Point {
  x: number;
  y: number;
}

export interface Drawing {
  /** Measured points of the ramps behind the strong line and of those still running. */
  raw: Point[];
  /** The ramps that the strong line is the median of, where there are several. */
  seeds: Point[][];
  /** Ramps of other lengths, and those still running. */
  others: Point[][];
  /** Median over the seeds of the length that gave the answer; before an answer, of the first ramps. */
  strong: Point[];
}

/** The validation series: of the same ramps as the strong line. */
export interface ValidationDrawing {
  /** What was measured, and so the axis it belongs to. */
  measure: Measure;
  line: Point[];
}

/** A ramp with what the answer says about it; without an analysis it is still running. */
interface AnalysedRamp {
  ramp: RampView;
  analysis: RampAnalysis | null;
}

export function drawSeries(state: PanelState, measure: Measure): Drawing {
  const ramps = withAnalyses(state);
  const isStrong = strongIn(state);
  const strong = ramps.filter(isStrong);
  const lines = strong.map((ramp) => smoothedLine(ramp, measure));
  const others = ramps.filter((ramp) => !isStrong(ramp)).map((ramp) => smoothedLine(ramp, measure));
  return {
    raw: ramps
      .filter((ramp) => isStrong(ramp) || ramp.analysis === null)
      .flatMap(({ ramp }) => rawPoints(ramp, measure)),
    seeds: lines.length > 1 ? lines : [],
    others,
    strong: medianLine(lines),
  };
}

export function drawValidation(state: PanelState): ValidationDrawing {
  const measure = hasAccuracy(state) ? 'accuracy' : 'loss';
  const lines = withAnalyses(state)
    .filter(strongIn(state))
    .map(({ ramp }) =>
      ramp.validation.flatMap((point) => {
        const y = point[measure];
        return y === null ? [] : [{ x: point.lr, y }];
      }),
    );
  return { measure, line: medianLine(lines) };
}

/** Whether the strong line rests on a ramp. */
function strongIn({ answer }: PanelState): (ramp: AnalysedRamp) => boolean {
  const level = Math.max(0, answer?.level ?? 0);
  return ({ ramp, analysis }) => ramp.level === level && (analysis !== null || !answer);
}

/**
 * The answer lists the ramps it knows by length, in the order they were started, each with its finite steps; ramps
 * that run side by side need not end in that order.
 */
function withAnalyses(state: PanelState): AnalysedRamp[] {
  const unclaimed = state.answer?.analyses.map((level) => [...level]) ?? [];
  return drawnRamps(state).map((ramp) => {
    const level = unclaimed[ramp.level] ?? [];
    const steps = finiteSteps(ramp);
    const place = level.findIndex((analysis) => analysis.steps === steps);
    return { ramp, analysis: place < 0 ? null : (level.splice(place, 1)[0] ?? null) };
  });
}

function finiteSteps({ loss }: RampView): number {
  const end = loss.indexOf(null);
  return end < 0 ? loss.length : end;
}

function rawPoints(ramp: RampView, measure: Measure): Point[] {
  return ramp.lr.flatMap((x, i) => {
    const y = ramp[measure][i] ?? null;
    return y === null ? [] : [{ x, y }];
  });
}

/** Centred smoothing where the ramp is finished and analysed, the causal one while it grows. */
function smoothedLine({ ramp, analysis }: AnalysedRamp, measure: Measure): Point[] {
  const smoothed = measure === 'loss' ? analysis?.smoothedLoss : analysis?.smoothedAccuracy;
  if (smoothed) return zip(ramp.lr, smoothed);
  const points = rawPoints(ramp, measure);
  return zip(
    points.map(({ x }) => x),
    causalSmooth(
      points.map(({ y }) => y),
      ramp.steps,
    ),
  );
}

function zip(xs: readonly number[], ys: readonly number[]): Point[] {
  return ys.flatMap((y, i) => {
    const x = xs[i];
    return x === undefined ? [] : [{ x, y }];
  });
}

/** Ramps of one length share their rates, so the median is taken step by step; only while half of them go on. */
function medianLine(lines: Point[][]): Point[] {
  const [first, ...more] = lines.toSorted((a, b) => b.length - a.length);
  if (!first || more.length === 0) return first ?? [];
  return first.flatMap(({ x }, i) => {
    const values = lines.flatMap((line) => line[i]?.y ?? []).sort((a, b) => a - b);
    if (values.length * 2 < lines.length) return [];
    const upper = values[Math.floor(values.length / 2)] ?? NaN;
    const lower = values[Math.floor((values.length - 1) / 2)] ?? NaN;
    return [{ x, y: (lower + upper) / 2 }];
  });
}

/** Value of a line at a rate, from its nearest point; null outside the line. Points ascend in x. */
export function valueAt(line: Point[], rate: number): number | null {
  const last = line[line.length - 1];
  if (!last || !line[0] || rate < line[0].x || rate > last.x) return null;
  let low = 0;
  let high = line.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line[middle]?.x ?? Infinity) < rate) low = middle + 1;
    else high = middle;
  }
  const above = line[low];
  const below = line[low - 1];
  if (!above) return null;
  return below && rate / below.x < above.x / rate ? below.y : above.y;
}
