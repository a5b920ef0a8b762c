/** Once up, then down to almost nothing: Smith, 1708.07120, as in PyTorch's `OneCycleLR`. */
import { rateText } from '../format';
import { need, needMomentum, needPositive } from './checks';
import { CYCLED_MOMENTUM, type MomentumRange, type PolicyRules } from './kind';

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

/** PyTorch's defaults. */
export const ONE_CYCLE_DEFAULTS = { warmUpShare: 0.3, startDivisor: 25, endDivisor: 1e4 } as const;

export const oneCycle: PolicyRules<OneCycle> = {
  rate(schedule, step) {
    const first = schedule.maxLR / schedule.startDivisor;
    return along(schedule, step, { first, peak: schedule.maxLR, last: first / schedule.endDivisor });
  },
  momentum(schedule, step) {
    const range = schedule.momentum;
    return range && along(schedule, step, { first: range.max, peak: range.base, last: range.max });
  },
  check({ maxLR, totalSteps, warmUpShare, startDivisor, endDivisor, momentum }) {
    needPositive('The maximum learning rate', maxLR);
    need(totalSteps >= 2, `One cycle needs at least 2 steps, not ${totalSteps}.`);
    need(
      warmUpShare > 0 && warmUpShare < 1,
      `The share of the run in which the rate rises must lie between 0 and 1, not ${warmUpShare}.`,
    );
    needPositive('The divisor of the first rate', startDivisor);
    needPositive('The divisor of the last rate', endDivisor);
    needMomentum(momentum);
  },
  describe({ maxLR, startDivisor, totalSteps }) {
    const first = rateText(maxLR / startDivisor);
    return `${first} to ${rateText(maxLR)} and down, over ${totalSteps} iterations`;
  },
  label: '1cycle',
  about: 'once up, then down to almost nothing: good for short runs',
  numbers: ['baseLR', 'maxLR', 'totalSteps'],
  usualHalfCycles: 2,
  plan: ({ baseLR, maxLR, totalSteps, cycleMomentum }) => ({
    kind: 'one-cycle',
    maxLR,
    totalSteps,
    ...ONE_CYCLE_DEFAULTS,
    startDivisor: maxLR / baseLR,
    ...(cycleMomentum && { momentum: CYCLED_MOMENTUM }),
  }),
};

interface Path {
  readonly first: number;
  readonly peak: number;
  readonly last: number;
}

/** Cosine from `first` to `peak` while the rate rises, then to `last`, which it keeps after the last step. */
function along({ warmUpShare, totalSteps }: OneCycle, step: number, { first, peak, last }: Path): number {
  const peakStep = warmUpShare * totalSteps - 1;
  const lastStep = totalSteps - 1;
  return step < peakStep
    ? cosineBetween(first, peak, step / peakStep)
    : cosineBetween(peak, last, Math.min(1, (step - peakStep) / (lastStep - peakStep)));
}

function cosineBetween(from: number, to: number, share: number): number {
  return to + 0.5 * (from - to) * (1 + Math.cos(Math.PI * share));
}
