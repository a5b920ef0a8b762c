/** Where a running mean may start anew: at the end of an epoch it jumps to the loss of a single batch. */
import { median } from '../../statistics';

/** More jumps than this are noise. */
const MOST_JUMPS = 16;
const NEARBY = 10;
const SHORTEST = 3;
/** Share of an epoch that must follow its end: a jump at the very end of a series is an explosion. */
const LEAST_AFTER = 0.1;
/** After k steps a running mean moves by a k-th of the noise, and at its new start by all of it. */
const LEAST_RATIO = 5;
const RATIO_PER_STEP = 0.2;

/** Possible lengths of an epoch, of ramps that all have the same. */
export function epochLengths(ramps: readonly Float64Array[]): number[] {
  const jumps = ramps.map((averages) =>
    averages.slice(1).map((next, i) => Math.abs(next - (averages[i] as number))),
  );
  const lengths = new Set(jumps.flatMap(likelyLengths));
  return [...lengths].filter((steps) => startsAnew(steps, jumps));
}

function likelyLengths(jumps: Float64Array): number[] {
  const usual = (i: number) => median(jumps.slice(Math.max(0, i - NEARBY), i + NEARBY)) || Number.MIN_VALUE;
  const largest = [...jumps]
    .map((jump, i) => ({ at: i + 1, size: jump / usual(i) }))
    .filter(({ at }) => at >= SHORTEST)
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_JUMPS)
    .map(({ at }) => at);
  const apart = largest.flatMap((a) => largest.map((b) => b - a));
  return [...largest, ...apart].filter(
    (steps) => steps >= SHORTEST && steps * (1 + LEAST_AFTER) <= jumps.length,
  );
}

function startsAnew(steps: number, jumps: readonly Float64Array[]): boolean {
  const ratios = jumps.flatMap((of) => {
    const ends = Array.from({ length: Math.floor(of.length / steps) }, (_, i) => (i + 1) * steps - 1);
    return ends.map(
      (end) => (of[end] as number) / (median(of.slice(end - (steps >> 1), end)) || Number.MIN_VALUE),
    );
  });
  return median(ratios) >= Math.min(LEAST_RATIO, RATIO_PER_STEP * steps);
}
