import type { Curve } from './curve';
import { median } from '../statistics';

/** Ramps whose speeds differ by less than this factor count as seeds of one length. */
const SAME_LENGTH_FACTOR = 1.4;

/**
 * Sorts recorded ramps into lengths, shortest first, for `findBounds`. Goes by speed, steps per decade of rate,
 * and not by the number of steps: ramps that blew up end early.
 */
export function groupByLength(curves: readonly Curve[]): Curve[][] {
  const bySlowness = curves
    .map((curve) => ({ curve, slowness: stepsPerDecade(curve) }))
    .sort((a, b) => a.slowness - b.slowness);
  const levels: Curve[][] = [];
  let first = NaN;
  for (const { curve, slowness } of bySlowness) {
    const level = levels.at(-1);
    if (level && slowness < SAME_LENGTH_FACTOR * first) level.push(curve);
    else {
      levels.push([curve]);
      first = slowness;
    }
  }
  return levels;
}

/** Median over the ramp; where the rate rises linearly this is its speed in the middle of it. */
function stepsPerDecade({ lr }: Curve): number {
  const decades: number[] = [];
  for (let i = 1; i < lr.length; i++) {
    const step = Math.log10((lr[i] as number) / (lr[i - 1] as number));
    if (Number.isFinite(step)) decades.push(step);
  }
  const typical = median(decades);
  return typical > 0 ? 1 / typical : lr.length;
}
