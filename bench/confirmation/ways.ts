/** What a finder suggests, and how a whole training may use it. */

export interface Suggestion {
  readonly finder: string;
  readonly constantLR: number | null;
  readonly maxLR: number | null;
  /** Trained before the rate was known. */
  readonly steps: number;
}

/** How a rate is used in a whole training. */
export type Use = 'constant' | 'cycle' | 'one-cycle';

/** A way to train: the use of a rate, and the length. */
export interface Way {
  readonly use: Use;
  readonly steps: number;
}

export const CONSTANT: Way = { use: 'constant', steps: 500 };
export const CYCLE: Way = { use: 'cycle', steps: 500 };
export const LONGER: Way = { use: 'constant', steps: 2000 };
export const LATER_WAYS: readonly Way[] = [
  LONGER,
  { use: 'one-cycle', steps: 500 },
  { use: 'cycle', steps: 2000 },
];

export function rateFor({ use }: Way, { constantLR, maxLR }: Suggestion): number | null {
  return use === 'constant' ? constantLR : maxLR;
}

/** Of a constant rate that was found by itself, the top of a cycle. */
export const CYCLE_FACTOR = 1.5;
