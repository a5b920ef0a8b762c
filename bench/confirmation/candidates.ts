/**
 * Rules that might take the place of ours: what the first cases suggested, written down before the deciding ones were
 * trained.
 */
import { minimumTenthRate } from '../../src/tuning/rangeTest/otherTools';
import { type Curve, type BoundsAnswer, PLAIN_SGD_SHARES } from '../../src/tuning';
import { medianRate } from '../../src/tuning/statistics';

/** Of the edge: a constant rate. The top of a cycle is twice as high, as it is today. */
const TODAY = 0.4;
/** Updates in which a momentum of 0.9 builds up, so that an edge shows that much later. */
const MOMENTUM_STEPS = 10;
/** What short trainings move by. */
const MOVE = 2.5;

/** @returns the constant rate */
export type AfterRamps = (edgeLR: number, curves: readonly Curve[], isPlainSgd: boolean) => number;

export const AFTER_RAMPS: Readonly<Record<string, AfterRamps>> = {
  '0.32 of the edge': (edgeLR) => 0.32 * edgeLR,
  '0.25 of the edge': (edgeLR) => 0.25 * edgeLR,
  'half way to minimum ÷ 10': (edgeLR, curves) =>
    Math.sqrt(TODAY * edgeLR * (tenthOfMinimum(curves) ?? TODAY * edgeLR)),
  'the edge ten steps earlier, but for plain SGD': (edgeLR, curves, isPlainSgd) =>
    isPlainSgd ? TODAY * edgeLR : (TODAY * edgeLR) / rise(curves, MOMENTUM_STEPS),
};

/** Of the rate that short trainings end at, also where it is the one that they began with. */
export const AFTER_PROBES: Readonly<Record<string, { readonly constant: number; readonly cycle: number }>> = {
  'half the best, cycle to the best': { constant: 1 / 2, cycle: 1 },
  'half a move below the best': { constant: 1 / Math.sqrt(MOVE), cycle: 1.5 / Math.sqrt(MOVE) },
};

/** The edge, twice as high where twice the share of it is given; null where there is no answer. */
export function edgeOf({ bounds, edgeLR, shares }: BoundsAnswer): number | null {
  if (bounds.constantLR === null || edgeLR === null) return null;
  return shares === PLAIN_SGD_SHARES ? 2 * edgeLR : edgeLR;
}

/** The median over the ramps of fastai's suggestion. */
export function tenthOfMinimum(curves: readonly Curve[]): number | null {
  return medianRate(curves.map(minimumTenthRate).filter((rate) => rate !== null && rate > 0) as number[]);
}

/** Factor by which the rate rises in so many steps. */
function rise([curve]: readonly Curve[], steps: number): number {
  return (curve?.lr[steps] ?? NaN) / (curve?.lr[0] ?? NaN);
}
