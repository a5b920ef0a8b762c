/**
 * Which rates to probe, and where that ends. Rates lie on a grid of one factor around the start and are named by their
 * place on it: 0 is the start, 1 the next higher.
 */
import type { ProbeResult } from './probe';

/** Finer steps walk onto the edge of the cliff, coarser ones lose more accuracy. */
export const PROBE_FACTOR = 2.5;
/** Moves from one rate to the next better one. */
export const MOST_MOVES = 4;
/** Moves of long trainings, which begin near the best. */
const MOST_LONG_MOVES_DOWN = 2;
const MOST_LONG_MOVES_UP = 1;
/** Where to look where nothing is learned at the start; where it broke down there, only below. */
const OTHER_STARTS = [-2, 2, -4, 4];

/** Results of the seeds, in their order; a rate without an entry was not probed. */
export type Probed = ReadonlyMap<number, readonly ProbeResult[]>;

export type Walk =
  | { readonly kind: 'probe'; readonly places: readonly number[] }
  | {
      readonly kind: 'done';
      /** Null where nothing was learned anywhere. */
      readonly winner: number | null;
      /** The walk ended because of its length, so that a further rate may be better still. */
      readonly cut: boolean;
    };

/** Rates that a walk probes at most: the start and its neighbour, other starts, and from one of them a walk. */
export const MOST_PROBED = 2 + OTHER_STARTS.length + 1 + MOST_MOVES;

/** @param mayClimb false where a lower training loss at a higher rate would be over-fitting */
export function nextProbes(probed: Probed, mayClimb = true): Walk {
  const missing = probe(probed, mayClimb ? [0, 1] : [0]);
  if (missing) return missing;
  const start = findStart(probed, mayClimb);
  if (typeof start !== 'number') return start;
  const up = mayClimb ? move(probed, start, 1, betterAtEverySeed, MOST_MOVES) : null;
  return up ?? move(probed, start, -1, betterOnAverage, MOST_MOVES) ?? stay(start);
}

/**
 * The same for long trainings, from the place that did best in short ones: some rates break down late, and some that
 * start slowly overtake. Down first, since the shorter a training, the higher the rate that does best in it.
 */
export function nextLongProbes(probed: Probed, from: number, mayClimb = true): Walk {
  const missing = probe(probed, [from, from - 1]);
  if (missing) return missing;
  if (isBroken(resultsAt(probed, from))) return fall(probed, from);
  const down = move(probed, from, -1, betterOnAverage, MOST_LONG_MOVES_DOWN);
  const up = down === null && mayClimb ? move(probed, from, 1, betterAtEverySeed, MOST_LONG_MOVES_UP) : null;
  return down ?? up ?? (isLearned(resultsAt(probed, from)) ? stay(from) : NOWHERE);
}

/** Down to the first place that does not break down, and on from there as long as the next is better. */
function fall(probed: Probed, from: number): Walk {
  for (let place = from - 1; place >= from - MOST_MOVES; place--) {
    const missing = probe(probed, [place]);
    if (missing) return missing;
    if (isBroken(resultsAt(probed, place))) continue;
    const down = move(probed, place, -1, betterOnAverage, MOST_LONG_MOVES_DOWN);
    return down ?? (isLearned(resultsAt(probed, place)) ? stay(place) : NOWHERE);
  }
  return NOWHERE;
}

const NOWHERE: Walk = { kind: 'done', winner: null, cut: false };

function stay(place: number): Walk {
  return { kind: 'done', winner: place, cut: false };
}

/** The place to walk from; else what to probe to find it, or the end where nothing is learned. */
function findStart(probed: Probed, mayClimb: boolean): number | Walk {
  if (isLearned(resultsAt(probed, 0))) return 0;
  if (mayClimb && isLearned(resultsAt(probed, 1))) return 1;
  const broke = isBroken(resultsAt(probed, 0));
  for (const place of OTHER_STARTS.filter((one) => one < 0 || (mayClimb && !broke))) {
    const missing = probe(probed, [place]);
    if (missing) return missing;
    if (isLearned(resultsAt(probed, place))) return place;
  }
  return NOWHERE;
}

/** Goes on as long as the next rate is better. Null where not one step is taken. */
function move(
  probed: Probed,
  start: number,
  direction: 1 | -1,
  better: (next: readonly ProbeResult[], now: readonly ProbeResult[]) => boolean,
  most: number,
): Walk | null {
  for (let moves = 0; moves < most; moves++) {
    const winner = start + direction * moves;
    const missing = probe(probed, [winner + direction]);
    if (missing) return missing;
    if (better(resultsAt(probed, winner + direction), resultsAt(probed, winner))) continue;
    return moves === 0 ? null : { kind: 'done', winner, cut: false };
  }
  return { kind: 'done', winner: start + direction * most, cut: true };
}

function probe(probed: Probed, places: readonly number[]): Walk | null {
  const missing = places.filter((place) => !probed.has(place));
  return missing.length === 0 ? null : { kind: 'probe', places: missing };
}

export function isLearned(results: readonly ProbeResult[]): boolean {
  return results.length > 0 && results.every(({ outcome }) => outcome === 'learned');
}

function isBroken(results: readonly ProbeResult[]): boolean {
  return results.some(({ outcome }) => outcome === 'broken');
}

/** One seed alone is dangerous upwards: beside the cliff one may train well and the other break down. */
function betterAtEverySeed(next: readonly ProbeResult[], now: readonly ProbeResult[]): boolean {
  return isLearned(next) && next.every(({ endLoss }, seed) => endLoss < (now[seed]?.endLoss ?? NaN));
}

function betterOnAverage(next: readonly ProbeResult[], now: readonly ProbeResult[]): boolean {
  return isLearned(next) && meanEndLoss(next) < meanEndLoss(now);
}

export function meanEndLoss(results: readonly ProbeResult[]): number {
  return results.reduce((sum, { endLoss }) => sum + endLoss, 0) / results.length;
}

/** Where the loss ended lowest, whether it learned or not; null where all broke down. */
export function lowestPlace(probed: Probed): number | null {
  const losses = [...probed].map(([place, results]) => ({ place, loss: meanEndLoss(results) }));
  const lowest = losses.reduce((best, one) => (one.loss < best.loss ? one : best), {
    place: 0,
    loss: Infinity,
  });
  return Number.isFinite(lowest.loss) ? lowest.place : null;
}

function resultsAt(probed: Probed, place: number): readonly ProbeResult[] {
  return probed.get(place) ?? [];
}
