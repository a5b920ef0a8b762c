/**
 * Triangles whose amplitude shrinks by `gamma` each step. The sentence of 1506.01186 has both bounds shrink; its code,
 * as here, does not.
 */
import { need } from './checks';
import { type Cyclical, cyclicalRules, planCyclical } from './cyclical';
import { type PolicyRules, type ScheduleRules, USUAL_HALF_CYCLES } from './kind';

export interface ExpRange extends Cyclical {
  readonly kind: 'exp-range';
  readonly gamma: number;
}

/** What is left of the amplitude when a planned run ends. */
const LEFT_AT_THE_END = 0.1;

const rules: ScheduleRules<ExpRange> = cyclicalRules(({ height, step }, { gamma }) => height * gamma ** step);

export const expRange: PolicyRules<ExpRange> = {
  ...rules,
  check(schedule) {
    rules.check(schedule);
    const { gamma } = schedule;
    need(gamma > 0 && gamma <= 1, `gamma must lie above 0 and be at most 1, not ${gamma}.`);
  },
  label: 'exp_range',
  about: 'cycles that shrink exponentially, to a tenth at the end',
  numbers: ['baseLR', 'maxLR', 'stepSize', 'totalSteps'],
  usualHalfCycles: USUAL_HALF_CYCLES,
  plan: (run) => ({
    kind: 'exp-range',
    ...planCyclical(run),
    gamma: gammaThatLeaves(LEFT_AT_THE_END, run.totalSteps),
  }),
};

/** The `gamma` that leaves `share` of the amplitude after `totalSteps`. */
export function gammaThatLeaves(share: number, totalSteps: number): number {
  return share ** (1 / totalSteps);
}
