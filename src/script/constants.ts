/** The numbers of a schedule that stand in a script as constants of their own, in whatever language. */
import { policyNumbers, type PolicyNumber, rateText, usualTotalSteps } from '../tuning';
import type { InsertRequest } from './types';

export const CONSTANT_NAMES: Readonly<Record<PolicyNumber, string>> = {
  baseLR: 'BASE_LR',
  maxLR: 'MAX_LR',
  stepSize: 'STEP_SIZE',
  totalSteps: 'TOTAL_STEPS',
  period: 'PERIOD',
};

/** For the comment behind a constant; empty where its name says enough. */
export const CONSTANT_COMMENTS: Readonly<Record<PolicyNumber, string>> = {
  baseLR: '',
  maxLR: '',
  stepSize: 'iterations from the base to the maximum rate',
  totalSteps: 'iterations of the whole run',
  period: 'iterations from one restart to the next',
};

/** The number as source text. */
export function constantText(role: PolicyNumber, value: number): string {
  return role === 'baseLR' || role === 'maxLR' ? rateText(value) : String(value);
}

/** The values that a request gives to its policy's constants. */
export function constantValues(
  request: Extract<InsertRequest, { what: 'schedule' }>,
): Partial<Record<PolicyNumber, number>> {
  const { baseLR, maxLR, stepSize } = request;
  const totalSteps = request.totalSteps ?? usualTotalSteps(request.policy, stepSize);
  const all: Record<PolicyNumber, number> = { baseLR, maxLR, stepSize, totalSteps, period: 2 * stepSize };
  return Object.fromEntries(policyNumbers(request.policy).map((role) => [role, all[role]]));
}

/** Iterations from the base to the maximum rate, read back from a policy's constants. */
export function stepSizeFrom(values: Partial<Record<PolicyNumber, number>>): number | null {
  if (values.stepSize !== undefined) return values.stepSize;
  if (values.period !== undefined) return values.period / 2;
  return values.totalSteps === undefined ? null : values.totalSteps / 2;
}
