/** What the page knows about bounds before the host confirms them: reading, ordering and nudging rates. */
import { roundRate } from '../../src/tuning';

export type Bound = 'base' | 'max';

export interface Bounds {
  baseLR: number;
  maxLR: number;
}

/** Without bounds yet, a first pick is the maximum and the base follows by the paper's rule (1506.01186, 3.3). */
const FIRST_BASE_SHARE = 1 / 4;

/** Bounds after one of them was set. A base above the maximum swaps them instead of being refused. */
export function withBound(bounds: Bounds | null, bound: Bound, rate: number): Bounds {
  if (!bounds) return { baseLR: roundRate(rate * FIRST_BASE_SHARE), maxLR: rate };
  const [base, max] = bound === 'base' ? [rate, bounds.maxLR] : [bounds.baseLR, rate];
  return { baseLR: Math.min(base, max), maxLR: Math.max(base, max) };
}

/** Moves a rate by steps of its second digit, so that every step shows: 0.0010, 0.0011 up; 0.00099 down. */
export function nudge(rate: number, steps: number): number {
  // Read off the text: a power of ten below the smallest double would be 0.
  const [mantissa = '', exponent = ''] = rate.toExponential(1).split('e');
  let power = Number(exponent) - 1;
  let digits = Number(mantissa.replace('.', ''));
  for (let i = 0; i < Math.abs(steps); i++) {
    digits += Math.sign(steps);
    if (digits > 99) [digits, power] = [10, power + 1];
    if (digits < 10) [digits, power] = [99, power - 1];
  }
  const nudged = Number(`${digits}e${power}`);
  return nudged > 0 && Number.isFinite(nudged) ? nudged : rate;
}

/** A rate as typed, or what is wrong with it in words for the person who typed it. */
export function readRate(text: string): { rate: number } | { wrong: string } {
  const typed = text.trim();
  if (typed === '') return { wrong: 'Enter a learning rate, such as 0.001 or 1e-3.' };
  if (typed.includes(',')) return { wrong: 'Write the decimal with a point: 0.001.' };
  const rate = Number(typed);
  if (Number.isNaN(rate)) return { wrong: `“${typed}” is not a number. Write 0.001 or 1e-3.` };
  if (rate <= 0) return { wrong: 'A learning rate is greater than 0.' };
  if (!Number.isFinite(rate)) return { wrong: 'A learning rate is finite.' };
  return { rate };
}

/** A whole number of at least 1 as typed, or what is wrong with it. */
export function readCount(text: string): { count: number } | { wrong: string } {
  const count = Number(text.trim());
  if (text.trim() === '' || !Number.isInteger(count) || count < 1) {
    return { wrong: 'A whole number of at least 1.' };
  }
  return { count };
}
