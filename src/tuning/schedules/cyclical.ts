/**
 * What the policies of Smith's 1506.01186 share: triangles between two bounds, whose height each policy shapes. As in
 * his own `clr_callback.py` and PyTorch's `CyclicLR`.
 */
import { rateText } from '../format';
import { need, needBounds, needMomentum } from './checks';
import { CYCLED_MOMENTUM, type MomentumRange, type ScheduleRules } from './kind';
import type { PlannedRun } from './plannedRun';

export interface Cyclical {
  readonly baseLR: number;
  readonly maxLR: number;
  /** Half a cycle, in steps. */
  readonly stepSize: number;
  readonly momentum?: MomentumRange;
}

/** Where a triangle stands: how far up from base (0) to maximum (1), in which cycle (from 0), after which step. */
export interface Triangle {
  readonly height: number;
  readonly cycle: number;
  readonly step: number;
}

/** @param shape what a policy makes of the plain triangle's height */
export function cyclicalRules<S extends Cyclical>(
  shape: (triangle: Triangle, schedule: S) => number,
): ScheduleRules<S> {
  const heightAt = (schedule: S, step: number): number => shape(triangleAt(schedule, step), schedule);
  return {
    rate: (schedule, step) => schedule.baseLR + (schedule.maxLR - schedule.baseLR) * heightAt(schedule, step),
    momentum: (schedule, step) => {
      const range = schedule.momentum;
      return range && range.max - (range.max - range.base) * heightAt(schedule, step);
    },
    check: ({ baseLR, maxLR, stepSize, momentum }) => {
      needBounds('base learning rate', baseLR, maxLR);
      need(stepSize >= 1, `The step size must be at least 1 step, not ${stepSize}.`);
      needMomentum(momentum);
    },
    describe: ({ baseLR, maxLR, stepSize }) =>
      `${rateText(baseLR)} to ${rateText(maxLR)}, half a cycle ${stepSize} iterations`,
  };
}

export function planCyclical({ baseLR, maxLR, stepSize, cycleMomentum }: PlannedRun): Cyclical {
  return { baseLR, maxLR, stepSize, ...(cycleMomentum && { momentum: CYCLED_MOMENTUM }) };
}

function triangleAt({ stepSize }: Cyclical, step: number): Triangle {
  const cycle = Math.floor(1 + step / (2 * stepSize));
  const x = Math.abs(step / stepSize - 2 * cycle + 1);
  return { height: Math.max(0, 1 - x), cycle: cycle - 1, step };
}
