/** Up and down between the bounds: the policy that Smith's 1506.01186 recommends. */
import { type Cyclical, cyclicalRules, planCyclical } from './cyclical';
import { type PolicyRules, USUAL_HALF_CYCLES } from './kind';

export interface Triangular extends Cyclical {
  readonly kind: 'triangular';
}

export const triangular: PolicyRules<Triangular> = {
  ...cyclicalRules(({ height }) => height),
  label: 'CLR Schedule',
  about: 'up and down between the bounds',
  numbers: ['baseLR', 'maxLR', 'stepSize'],
  usualHalfCycles: USUAL_HALF_CYCLES,
  plan: (run) => ({ kind: 'triangular', ...planCyclical(run) }),
};
