/** The numbers of a schedule that stand in a script as constants of their own, in whatever language. */
import { rateText } from '../tuning';
import type { InsertRequest, Policy } from './types';

export type Role = 'baseLR' | 'maxLR' | 'stepSize' | 'totalSteps' | 'period';

export const CONSTANT_NAMES: Readonly<Record<Role, string>> = {
  baseLR: 'BASE_LR',
  maxLR: 'MAX_LR',
  stepSize: 'STEP_SIZE',
  totalSteps: 'TOTAL_STEPS',
  period: 'PERIOD',
};

/** For the comment behind a constant; empty where its name says enough. */
export const CONSTANT_COMMENTS: Readonly<Record<Role, string>> = {
  baseLR: '',
  maxLR: '',
  stepSize: 'iterations from the base to the maximum rate',
  totalSteps: 'iterations of the whole run',
  period: 'iterations from one restart to the next',
};

/** The constants of each policy, in the order in which its function takes them. */
export const CONSTANTS: Readonly<Record<Policy, readonly Role[]>> = {
  triangular: ['baseLR', 'maxLR', 'stepSize'],
  triangular2: ['baseLR', 'maxLR', 'stepSize'],
  'exp-range': ['baseLR', 'maxLR', 'stepSize', 'totalSteps'],
  'one-cycle': ['baseLR', 'maxLR', 'totalSteps'],
  'cosine-restarts': ['baseLR', 'maxLR', 'period'],
};

/** The number as source text. */
export function constantText(role: Role, value: number): string {
  return role === 'baseLR' || role === 'maxLR' ? rateText(value) : String(value);
}

/** Where a run's length is not known: as long as the advice of three to four cycles. */
const USUAL_STEP_SIZES = 8;

/** The values that a request gives to its policy's constants. */
export function constantValues(
  request: Extract<InsertRequest, { what: 'schedule' }>,
): Partial<Record<Role, number>> {
  const { baseLR, maxLR, stepSize } = request;
  const totalSteps = request.totalSteps ?? (request.policy === 'one-cycle' ? 2 : USUAL_STEP_SIZES) * stepSize;
  const all: Record<Role, number> = { baseLR, maxLR, stepSize, totalSteps, period: 2 * stepSize };
  return Object.fromEntries(CONSTANTS[request.policy].map((role) => [role, all[role]]));
}

/** Iterations from the base to the maximum rate, read back from a policy's constants. */
export function stepSizeFrom(values: Partial<Record<Role, number>>): number | null {
  if (values.stepSize !== undefined) return values.stepSize;
  if (values.period !== undefined) return values.period / 2;
  return values.totalSteps === undefined ? null : values.totalSteps / 2;
}
