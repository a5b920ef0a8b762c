/**
 * The schedules that can be written into a script: the same formulas as `src/tuning/schedules`, as source text.
 * A policy's function takes the step and then its constants, in the order of `constants`.
 */
import type { InsertRequest, Policy } from '../types';

/** A number of the schedule that stands in the script as a constant of its own. */
export type Role = 'baseLR' | 'maxLR' | 'stepSize' | 'totalSteps' | 'period';

export const CONSTANT_NAMES: Record<Role, string> = {
  baseLR: 'BASE_LR',
  maxLR: 'MAX_LR',
  stepSize: 'STEP_SIZE',
  totalSteps: 'TOTAL_STEPS',
  period: 'PERIOD',
};

export interface PolicySpec {
  policy: Policy;
  functionName: string;
  constants: Role[];
  /** For the comment above the function. */
  about: string;
  /** The function's body, two spaces an indent. */
  body: string[];
}

const TRIANGLE = [
  'const cycle = Math.floor(step / (2 * stepSize));',
  'const height = 1 - Math.abs(step / stepSize - 2 * cycle - 1);',
];

export const POLICIES: Record<Policy, PolicySpec> = {
  triangular: {
    policy: 'triangular',
    functionName: 'triangular',
    constants: ['baseLR', 'maxLR', 'stepSize'],
    about: 'Up from baseLR to maxLR in stepSize iterations, down again, and so on.',
    body: [...TRIANGLE, 'return baseLR + (maxLR - baseLR) * height;'],
  },
  triangular2: {
    policy: 'triangular2',
    functionName: 'triangular2',
    constants: ['baseLR', 'maxLR', 'stepSize'],
    about: 'Up from baseLR in stepSize iterations and down again, each cycle half as high as the one before.',
    body: [...TRIANGLE, 'return baseLR + ((maxLR - baseLR) * height) / 2 ** cycle;'],
  },
  'exp-range': {
    policy: 'exp-range',
    functionName: 'expRange',
    constants: ['baseLR', 'maxLR', 'stepSize', 'totalSteps'],
    about: 'Triangles whose height falls exponentially, to a tenth after totalSteps iterations.',
    body: [...TRIANGLE, 'return baseLR + (maxLR - baseLR) * height * 0.1 ** (step / totalSteps);'],
  },
  'one-cycle': {
    policy: 'one-cycle',
    functionName: 'oneCycle',
    constants: ['baseLR', 'maxLR', 'totalSteps'],
    about: 'Up from baseLR to maxLR in the first 30 % of the run, then down to a ten-thousandth of baseLR.',
    body: [
      'const peak = 0.3 * totalSteps - 1;',
      'const rising = step <= peak;',
      'const share = rising ? step / peak : Math.min(1, (step - peak) / (totalSteps - 1 - peak));',
      'const from = rising ? baseLR : maxLR;',
      'const to = rising ? maxLR : baseLR / 1e4;',
      'return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;',
    ],
  },
  'cosine-restarts': {
    policy: 'cosine-restarts',
    functionName: 'cosineRestarts',
    constants: ['baseLR', 'maxLR', 'period'],
    about: 'Down from maxLR to baseLR along a cosine, and back to maxLR at once every period iterations.',
    body: [
      'const share = (step % period) / period;',
      'return baseLR + ((maxLR - baseLR) * (1 + Math.cos(Math.PI * share))) / 2;',
    ],
  },
};

/** Where a run's length is not known: as long as the advice of three to four cycles. */
const USUAL_STEP_SIZES = 8;

/** The values that a request gives to its policy's constants. */
export function constantValues(
  request: Extract<InsertRequest, { what: 'schedule' }>,
): Partial<Record<Role, number>> {
  const { baseLR, maxLR, stepSize } = request;
  const totalSteps = request.totalSteps ?? (request.policy === 'one-cycle' ? 2 : USUAL_STEP_SIZES) * stepSize;
  const all: Record<Role, number> = { baseLR, maxLR, stepSize, totalSteps, period: 2 * stepSize };
  return Object.fromEntries(POLICIES[request.policy].constants.map((role) => [role, all[role]]));
}

/** Iterations from the base to the maximum rate, read back from a policy's constants. */
export function stepSizeOf(values: Partial<Record<Role, number>>): number | null {
  if (values.stepSize !== undefined) return values.stepSize;
  if (values.period !== undefined) return values.period / 2;
  return values.totalSteps === undefined ? null : values.totalSteps / 2;
}
