import type { Schedule } from './schedule';

/** Throws a RangeError that says, in the user's words, what is wrong with a schedule; returns it otherwise. */
export function checkSchedule(schedule: Schedule): Schedule {
  switch (schedule.kind) {
    case 'fixed':
      needPositive('The learning rate', schedule.lr);
      break;
    case 'triangular':
    case 'triangular2':
    case 'exp-range':
      needBounds('base learning rate', schedule.baseLR, schedule.maxLR);
      need(schedule.stepSize >= 1, `The step size must be at least 1 step, not ${schedule.stepSize}.`);
      if (schedule.kind === 'exp-range') {
        const good = schedule.gamma > 0 && schedule.gamma <= 1;
        need(good, `gamma must lie above 0 and be at most 1, not ${schedule.gamma}.`);
      }
      break;
    case 'one-cycle':
      needPositive('The maximum learning rate', schedule.maxLR);
      need(schedule.totalSteps >= 2, `One cycle needs at least 2 steps, not ${schedule.totalSteps}.`);
      need(
        schedule.warmUpShare > 0 && schedule.warmUpShare < 1,
        `The share of the run in which the rate rises must lie between 0 and 1, not ${schedule.warmUpShare}.`,
      );
      needPositive('The divisor of the first rate', schedule.startDivisor);
      needPositive('The divisor of the last rate', schedule.endDivisor);
      break;
    case 'cosine-restarts':
      needBounds('lowest learning rate', schedule.minLR, schedule.maxLR, 0);
      need(schedule.period >= 1, `The period must be at least 1 step, not ${schedule.period}.`);
      need(schedule.periodFactor >= 1, `The period factor must be at least 1, not ${schedule.periodFactor}.`);
      break;
  }
  if ('momentum' in schedule && schedule.momentum) {
    const { base, max } = schedule.momentum;
    need(
      base >= 0 && base <= max && max < 1,
      `Momentum must rise within 0 to 1, not from ${base} to ${max}.`,
    );
  }
  return schedule;
}

function needBounds(lowName: string, low: number, maxLR: number, least = Number.MIN_VALUE): void {
  need(
    Number.isFinite(low) && low >= least,
    `The ${lowName} must be a number ${least === 0 ? 'of at least' : 'above'} 0, not ${low}.`,
  );
  need(
    Number.isFinite(maxLR) && maxLR > low,
    `The maximum learning rate must lie above the ${lowName} (${low}), not at ${maxLR}.`,
  );
}

function needPositive(name: string, value: number): void {
  need(Number.isFinite(value) && value > 0, `${name} must be a number above 0, not ${value}.`);
}

function need(good: boolean, message: string): void {
  if (!good) throw new RangeError(message);
}
