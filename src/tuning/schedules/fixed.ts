/** One rate for the whole run. */
import { rateText } from '../format';
import { needPositive } from './checks';
import type { ScheduleRules } from './kind';

export interface Fixed {
  readonly kind: 'fixed';
  readonly lr: number;
}

export const fixed: ScheduleRules<Fixed> = {
  rate: ({ lr }) => lr,
  momentum: () => undefined,
  check: ({ lr }) => needPositive('The learning rate', lr),
  describe: ({ lr }) => rateText(lr),
};
