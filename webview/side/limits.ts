import { niceAbove } from '../nice';
import type { Arm } from './curves';
import type { Measure } from './training';

export interface Limits {
  min: number;
  max: number;
}

/** Room above the loss that trainings begin with; what diverges leaves the plot at the top. */
const LOSS_HEADROOM = 1.15;

/** Iterations in view. */
export function stepLimits(arms: readonly Arm[]): Limits {
  return { min: 0, max: niceAbove(Math.max(10, ...arms.map(({ lastStep }) => lastStep + 1))) };
}

export function valueLimits(arms: readonly Arm[], measure: Measure): Limits {
  if (measure === 'accuracy') return { min: 0, max: 1 };
  const lines = arms.map(({ curves }) => curves[measure].line).filter((line) => line.length > 0);
  if (lines.length === 0) return { min: 0, max: 1 };
  if (measure === 'lr')
    return { min: 0, max: niceAbove(Math.max(...lines.flatMap((line) => line.map(({ y }) => y)))) };
  const least = Math.min(0, ...lines.flatMap((line) => line.map(({ y }) => y)));
  const begin = Math.max(...lines.map((line) => line[0]?.y ?? 0));
  return {
    min: least < 0 ? -niceAbove(-least) : 0,
    max: niceAbove(Math.max(begin * LOSS_HEADROOM, 1e-9)),
  };
}
