import { decadesWithin, labelledEvery, logShare } from '../../../src/tuning';
import { niceAbove } from '../../nice';
import { drawnRamps, type PageState } from '../state';
import type { AxisKind } from './geometry';

export interface Limits {
  min: number;
  max: number;
}

/** Room above the untrained loss; what diverges leaves the plot at the top instead of flattening the rest. */
const LOSS_HEADROOM = 1.3;
/** The linear axis ends this far past the edge: the picture of Smith's paper, not seven decades in one corner. */
const PAST_EDGE = 2;

/** The range asked for, so that the axis stands before the first point, widened by ramps that went beyond it. */
export function rateLimits(state: PageState, axis: AxisKind): Limits {
  let { lo, hi } = state.range;
  for (const ramp of drawnRamps(state)) {
    const { firstRate, lastRate } = ramp;
    // A linear ramp from a file may start at 0, which a log axis cannot show.
    if (lo === 0) lo = firstRate ?? lo;
    if (firstRate !== null) lo = Math.min(lo, firstRate);
    if (lastRate !== null) hi = Math.max(hi, lastRate);
  }
  return axis === 'log' ? { min: lo, max: hi } : { min: 0, max: linearEnd(state, hi) };
}

function linearEnd(state: PageState, hi: number): number {
  const edge = state.answer?.edgeLR;
  if (edge === null || edge === undefined) return hi;
  return Math.min(hi, niceAbove(Math.max(PAST_EDGE * edge, state.chosen?.maxLR ?? 0)));
}

/** From 0 (or the least loss, where losses go below it) to a little above what the untrained model has. */
export function lossLimits(state: PageState): Limits {
  const ramps = drawnRamps(state);
  const starts = ramps.flatMap((ramp) => ramp.starts).sort((a, b) => a - b);
  const least = Math.min(0, ...ramps.map(({ leastLoss }) => leastLoss));
  if (starts.length === 0) return { min: 0, max: 1 };
  const untrained = starts[Math.floor(starts.length / 2)] ?? 1;
  const headroom = (untrained - least) * LOSS_HEADROOM || 1;
  return { min: least < 0 ? -niceAbove(-least) : 0, max: niceAbove(Math.max(0, least) + headroom) };
}

/** More decades than this have no room for the digits between them, nor for every label. */
const MOST_DECADES = 16;

interface Tick {
  value: number;
  labelled: boolean;
}

/** Pixels from the middle of one label to that of the next: "0.0002" and a gap. */
const LABEL_ROOM = 46;

/** As many labels as have room in a plot of this width in pixels: all, those of decades, of every second decade, … */
export function roomyTicks(ticks: readonly Tick[], limits: Limits, width: number): Tick[] {
  const labels = ticks.filter(({ labelled }) => labelled).map(({ value }) => value);
  const place = (rate: number): number => logShare(rate, limits.min, limits.max) * width;
  const fits = (rates: readonly number[]): boolean =>
    rates.every((rate, i) => i === 0 || place(rate) - place(rates[i - 1] ?? 0) >= LABEL_ROOM);
  const decades = Array.from({ length: MOST_DECADES }, (_, i) =>
    labels.filter((rate) => isPowerOfTen(rate) && Math.round(Math.log10(rate)) % (i + 1) === 0),
  ).filter((rates) => rates.length > 0);
  const kept = new Set([labels, ...decades].find(fits) ?? labels.slice(0, 1));
  return ticks.map(({ value }) => ({ value, labelled: kept.has(value) }));
}

function isPowerOfTen(rate: number): boolean {
  const power = Math.round(Math.log10(rate));
  return Math.abs(rate / Number(`1e${power}`) - 1) < 1e-9;
}

/** Ticks of a log axis: every decade labelled, or also 2 and 5 where few decades are in view. */
export function logTicks({ min, max }: Limits): Tick[] {
  const powers = decadesWithin(min, max);
  if (powers.length > MOST_DECADES) {
    const every = labelledEvery(powers.length, MOST_DECADES);
    return powers.map((power) => ({ value: Number(`1e${power}`), labelled: power % every === 0 }));
  }
  if (!(min > 0)) return [];
  const labelled = Math.log10(max / min) < 2.5 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  // The decade that begins below the range has digits in it.
  const below = Math.floor(Math.log10(min));
  for (const power of powers[0] === below ? powers : [below, ...powers]) {
    for (let digit = 1; digit <= 9; digit++) {
      const value = Number(`${digit}e${power}`);
      if (value < min * (1 - 1e-9) || value > max * (1 + 1e-9)) continue;
      ticks.push({ value, labelled: labelled.includes(digit) });
    }
  }
  return ticks;
}
