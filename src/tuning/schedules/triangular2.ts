/** Triangles whose amplitude halves after each cycle (1506.01186). */
import { type Cyclical, cyclicalRules, planCyclical } from './cyclical';
import { type PolicyRules, USUAL_HALF_CYCLES } from './kind';

export interface Triangular2 extends Cyclical {
  readonly kind: 'triangular2';
}

export const triangular2: PolicyRules<Triangular2> = {
  ...cyclicalRules(({ height, cycle }) => height / 2 ** cycle),
  label: 'triangular2',
  about: 'each cycle half as high as the one before',
  numbers: ['baseLR', 'maxLR', 'stepSize'],
  usualHalfCycles: USUAL_HALF_CYCLES,
  plan: (run) => ({ kind: 'triangular2', ...planCyclical(run) }),
};
