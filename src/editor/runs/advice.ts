/** What a panel's advice means for the next run. */
import type { RangeTestRequest } from '../../experiments';
import { EXTEND_DOWN_FACTOR, EXTEND_UP_FACTOR } from '../../tuning';
import type { AdviceAction } from '../../tuning';
import type { RequestChange } from './rangeTests';

/** The change that an advice asks for; null where it is about the script, not about the run. */
export function changeFor(action: AdviceAction, request: RangeTestRequest): RequestChange | null {
  const { range, steps, maxSteps, seeds, validation = false } = request;
  const same = { range, steps, maxSteps, seeds, validation };
  switch (action) {
    case 'extend-up':
      return { ...same, range: { lo: range.lo, hi: range.hi * EXTEND_UP_FACTOR } };
    case 'extend-down':
      return { ...same, range: { lo: range.lo / EXTEND_DOWN_FACTOR, hi: range.hi } };
    case 'run-longer':
      return { ...same, steps: maxSteps, maxSteps: maxSteps * 2 };
    case 'more-seeds':
      return { ...same, seeds: seeds + 2 };
    case 'validate':
      return { ...same, validation: true };
    case 'bolder-max':
    case 'check-data':
    case 'larger-batch':
      return null;
  }
}
