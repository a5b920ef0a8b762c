/** What is drawn of a run: raw points, a line for every ramp, and the line the answer rests on. No canvas here. */
import type { Measure, Point, Ramp } from './ramp';
import { drawnRamps, hasAccuracy, type PageState } from '../state';

export interface Drawing {
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

export function drawSeries(state: PageState, measure: Measure): Drawing {
  const ramps = drawnRamps(state);
  const isStrong = strongIn(state);
  const lines = ramps.filter(isStrong).map((ramp) => ramp.line(measure));
  return {
    seeds: lines.length > 1 ? lines : [],
    others: ramps.filter((ramp) => !isStrong(ramp)).map((ramp) => ramp.line(measure)),
    strong: medianLine(lines),
  };
}

/** Those behind the strong line, and those still running. */
export function rawRamps(state: PageState): Ramp[] {
  const isStrong = strongIn(state);
  return drawnRamps(state).filter((ramp) => isStrong(ramp) || !ramp.isJudged);
}

export function drawValidation(state: PageState): ValidationDrawing {
  const measure = hasAccuracy(state) ? 'accuracy' : 'loss';
  const lines = drawnRamps(state)
    .filter(strongIn(state))
    .map((ramp) =>
      ramp.validation.flatMap((point) => {
        const y = point[measure];
        return y === null ? [] : [{ x: point.lr, y }];
      }),
    );
  return { measure, line: medianLine(lines) };
}

/** Whether the strong line rests on a ramp. */
function strongIn({ answer }: PageState): (ramp: Ramp) => boolean {
  const level = Math.max(0, answer?.level ?? 0);
  return (ramp) => ramp.level === level && (ramp.isJudged || !answer);
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
