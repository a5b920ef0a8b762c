/** Checks that the schedules share. Each throws a RangeError in the user's words. */
import type { MomentumRange } from './kind';

export function need(good: boolean, message: string): void {
  if (!good) throw new RangeError(message);
}

export function needPositive(name: string, value: number): void {
  need(Number.isFinite(value) && value > 0, `${name} must be a number above 0, not ${value}.`);
}

/** @param least what the lower rate may be at least */
export function needBounds(lowName: string, low: number, maxLR: number, least = Number.MIN_VALUE): void {
  need(
    Number.isFinite(low) && low >= least,
    `The ${lowName} must be a number ${least === 0 ? 'of at least' : 'above'} 0, not ${low}.`,
  );
  need(
    Number.isFinite(maxLR) && maxLR > low,
    `The maximum learning rate must lie above the ${lowName} (${low}), not at ${maxLR}.`,
  );
}

export function needMomentum(momentum: MomentumRange | undefined): void {
  if (momentum === undefined) return;
  const { base, max } = momentum;
  need(base >= 0 && base <= max && max < 1, `Momentum must rise within 0 to 1, not from ${base} to ${max}.`);
}
