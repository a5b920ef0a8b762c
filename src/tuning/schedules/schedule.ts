/**
 * Learning-rate schedules as functions of the global step alone, so that a resumed run continues where it was.
 * Cyclical policies: Smith, 1506.01186, as in his own `clr_callback.py` and PyTorch's `CyclicLR`. One cycle:
 * 1708.07120, as in PyTorch's `OneCycleLR`. Cosine with warm restarts: Loshchilov and Hutter, 1608.03983.
 */

/** Momentum runs against the rate: `max` where the rate is lowest, `base` where it is highest. */
export interface MomentumRange {
  readonly base: number;
  readonly max: number;
}

interface Cyclical {
  readonly baseLR: number;
  readonly maxLR: number;
  /** Half a cycle, in steps. */
  readonly stepSize: number;
  readonly momentum?: MomentumRange;
}

export interface OneCycle {
  readonly kind: 'one-cycle';
  readonly maxLR: number;
  readonly totalSteps: number;
  /** Share of the run in which the rate rises. */
  readonly warmUpShare: number;
  /** The first rate is `maxLR / startDivisor`, the last one that again divided by `endDivisor`. */
  readonly startDivisor: number;
  readonly endDivisor: number;
  readonly momentum?: MomentumRange;
}

export type Schedule =
  | { readonly kind: 'fixed'; readonly lr: number }
  | ({ readonly kind: 'triangular' } & Cyclical)
  /** The amplitude halves after each cycle. */
  | ({ readonly kind: 'triangular2' } & Cyclical)
  /** The amplitude shrinks by `gamma` each step. The paper's sentence has both bounds shrink; its code, as here, does not. */
  | ({ readonly kind: 'exp-range'; readonly gamma: number } & Cyclical)
  | OneCycle
  | {
      readonly kind: 'cosine-restarts';
      readonly minLR: number;
      readonly maxLR: number;
      /** Steps to the first restart. */
      readonly period: number;
      /** Each period is this many times as long as the one before. */
      readonly periodFactor: number;
    };

/** PyTorch's defaults. */
export const ONE_CYCLE_DEFAULTS = { warmUpShare: 0.3, startDivisor: 25, endDivisor: 1e4 } as const;
/** 1803.09820: momentum from 0.95 down to 0.85 and back. */
export const CYCLED_MOMENTUM: MomentumRange = { base: 0.85, max: 0.95 };

/** The `gamma` that leaves `share` of the amplitude after `totalSteps`. */
export function gammaThatLeaves(share: number, totalSteps: number): number {
  return share ** (1 / totalSteps);
}

/** Rate of update `step`, counted from 0. */
export function scheduleRate(schedule: Schedule, step: number): number {
  switch (schedule.kind) {
    case 'fixed':
      return schedule.lr;
    case 'triangular':
    case 'triangular2':
    case 'exp-range':
      return schedule.baseLR + (schedule.maxLR - schedule.baseLR) * cycleHeight(schedule, step);
    case 'one-cycle':
      return oneCycleRate(schedule, step);
    case 'cosine-restarts': {
      const height = 0.5 * (1 + Math.cos(Math.PI * shareOfPeriod(schedule, step)));
      return schedule.minLR + (schedule.maxLR - schedule.minLR) * height;
    }
  }
}

/** Momentum of update `step`; undefined where the schedule leaves it alone. */
export function scheduleMomentum(schedule: Schedule, step: number): number | undefined {
  switch (schedule.kind) {
    case 'fixed':
    case 'cosine-restarts':
      return undefined;
    case 'triangular':
    case 'triangular2':
    case 'exp-range': {
      const range = schedule.momentum;
      return range && range.max - (range.max - range.base) * cycleHeight(schedule, step);
    }
    case 'one-cycle': {
      const range = schedule.momentum;
      return range && alongOneCycle(schedule, step, range.max, range.base, range.max);
    }
  }
}

/** How far up between base (0) and maximum (1) a cyclical schedule stands. */
function cycleHeight(
  schedule: Extract<Schedule, { kind: 'triangular' | 'triangular2' | 'exp-range' }>,
  step: number,
): number {
  const cycle = Math.floor(1 + step / (2 * schedule.stepSize));
  const x = Math.abs(step / schedule.stepSize - 2 * cycle + 1);
  const triangle = Math.max(0, 1 - x);
  switch (schedule.kind) {
    case 'triangular':
      return triangle;
    case 'triangular2':
      return triangle / 2 ** (cycle - 1);
    case 'exp-range':
      return triangle * schedule.gamma ** step;
  }
}

function oneCycleRate(schedule: OneCycle, step: number): number {
  const first = schedule.maxLR / schedule.startDivisor;
  return alongOneCycle(schedule, step, first, schedule.maxLR, first / schedule.endDivisor);
}

/** Cosine from `first` to `peak` while the rate rises, then to `last`, which it keeps after the last step. */
function alongOneCycle(schedule: OneCycle, step: number, first: number, peak: number, last: number): number {
  const peakStep = schedule.warmUpShare * schedule.totalSteps - 1;
  const lastStep = schedule.totalSteps - 1;
  return step < peakStep
    ? cosineBetween(first, peak, step / peakStep)
    : cosineBetween(peak, last, Math.min(1, (step - peakStep) / (lastStep - peakStep)));
}

function cosineBetween(from: number, to: number, share: number): number {
  return to + 0.5 * (from - to) * (1 + Math.cos(Math.PI * share));
}

function shareOfPeriod(schedule: { period: number; periodFactor: number }, step: number): number {
  const { period, periodFactor } = schedule;
  if (periodFactor === 1) return (step % period) / period;
  // A geometric series of periods: find the last restart at or before the step.
  const done = Math.log(1 + (step / period) * (periodFactor - 1)) / Math.log(periodFactor);
  let restarts = Math.round(done);
  const startOf = (k: number) => (period * (periodFactor ** k - 1)) / (periodFactor - 1);
  if (startOf(restarts) > step) restarts--;
  return (step - startOf(restarts)) / (period * periodFactor ** restarts);
}
