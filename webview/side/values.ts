import { formatRate } from '../../src/tuning';
import type { Measure } from './training';

/** A value as people write it: 0.0012, 91.2 %, 0.345. */
export function valueText(measure: Measure, value: number | null): string {
  if (value === null) return '–';
  switch (measure) {
    case 'lr':
      return value === 0 ? '0' : formatRate(value);
    case 'accuracy':
      return `${Number((value * 100).toFixed(1))} %`;
    case 'loss':
      return String(Number(value.toPrecision(3)));
  }
}
