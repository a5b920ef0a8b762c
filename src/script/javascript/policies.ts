/**
 * The schedules that can be written into a script: the same formulas as `src/tuning/schedules`, as source text.
 * A policy's function takes the step and then its constants, in the order of `policyNumbers`.
 */
import type { PolicyKind } from '../../tuning';

export interface PolicySpec {
  policy: PolicyKind;
  functionName: string;
  /** For the comment above the function. */
  about: string;
  /** The function's body, two spaces an indent. */
  body: string[];
}

const TRIANGLE = [
  'const cycle = Math.floor(step / (2 * stepSize));',
  'const height = 1 - Math.abs(step / stepSize - 2 * cycle - 1);',
];

export const POLICIES: Record<PolicyKind, PolicySpec> = {
  triangular: {
    policy: 'triangular',
    functionName: 'triangular',
    about: 'Up from baseLR to maxLR in stepSize iterations, down again, and so on.',
    body: [...TRIANGLE, 'return baseLR + (maxLR - baseLR) * height;'],
  },
  triangular2: {
    policy: 'triangular2',
    functionName: 'triangular2',
    about: 'Up from baseLR in stepSize iterations and down again, each cycle half as high as the one before.',
    body: [...TRIANGLE, 'return baseLR + ((maxLR - baseLR) * height) / 2 ** cycle;'],
  },
  'exp-range': {
    policy: 'exp-range',
    functionName: 'expRange',
    about: 'Triangles whose height falls exponentially, to a tenth after totalSteps iterations.',
    body: [...TRIANGLE, 'return baseLR + (maxLR - baseLR) * height * 0.1 ** (step / totalSteps);'],
  },
  'one-cycle': {
    policy: 'one-cycle',
    functionName: 'oneCycle',
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
    about: 'Down from maxLR to baseLR along a cosine, and back to maxLR at once every period iterations.',
    body: [
      'const share = (step % period) / period;',
      'return baseLR + ((maxLR - baseLR) * (1 + Math.cos(Math.PI * share))) / 2;',
    ],
  },
};
