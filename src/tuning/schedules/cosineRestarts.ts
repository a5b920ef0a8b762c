/** Down along a cosine, then back up at once: Loshchilov and Hutter, 1608.03983. */
import { rateText } from '../format';
import { need, needBounds } from './checks';
import { type PolicyRules, USUAL_HALF_CYCLES } from './kind';

export interface CosineRestarts {
  readonly kind: 'cosine-restarts';
  readonly minLR: number;
  readonly maxLR: number;
  /** Steps to the first restart. */
  readonly period: number;
  /** Each period is this many times as long as the one before. */
  readonly periodFactor: number;
}

export const cosineRestarts: PolicyRules<CosineRestarts> = {
  rate(schedule, step) {
    const height = 0.5 * (1 + Math.cos(Math.PI * shareOfPeriod(schedule, step)));
    return schedule.minLR + (schedule.maxLR - schedule.minLR) * height;
  },
  momentum: () => undefined,
  check({ minLR, maxLR, period, periodFactor }) {
    needBounds('lowest learning rate', minLR, maxLR, 0);
    need(period >= 1, `The period must be at least 1 step, not ${period}.`);
    need(periodFactor >= 1, `The period factor must be at least 1, not ${periodFactor}.`);
  },
  describe: ({ minLR, maxLR, period }) =>
    `${rateText(maxLR)} down to ${rateText(minLR)} every ${period} iterations`,
  label: 'Cosine Restarts',
  about: 'down along a cosine, then back up at once',
  numbers: ['baseLR', 'maxLR', 'period'],
  usualHalfCycles: USUAL_HALF_CYCLES,
  plan: ({ baseLR, maxLR, stepSize }) => ({
    kind: 'cosine-restarts',
    minLR: baseLR,
    maxLR,
    period: 2 * stepSize,
    periodFactor: 1,
  }),
};

function shareOfPeriod({ period, periodFactor }: CosineRestarts, step: number): number {
  if (periodFactor === 1) return (step % period) / period;
  // A geometric series of periods: find the last restart at or before the step.
  const done = Math.log(1 + (step / period) * (periodFactor - 1)) / Math.log(periodFactor);
  let restarts = Math.round(done);
  const startOf = (k: number) => (period * (periodFactor ** k - 1)) / (periodFactor - 1);
  if (startOf(restarts) > step) restarts--;
  return (step - startOf(restarts)) / (period * periodFactor ** restarts);
}
