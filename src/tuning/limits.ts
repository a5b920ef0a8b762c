/**
 * The most of each that a run can be asked for. Far above what helps, far below what fills the memory: a wrong key or a
 * wrong unit is refused before anything is planned.
 */
export const MOST = {
  /** Ramps of one length, or trainings of one arm. */
  seeds: 100,
  /** Iterations of a ramp, or of half a cycle. */
  steps: 1_000_000,
  /** Epochs of half a cycle. */
  epochs: 100_000,
  threads: 1024,
  /** Processes of one script. */
  atOnce: 16,
  /** Number of a training of the script's. */
  training: 1_000_000,
  /** Far above what any optimizer bears; a ramp to more would overflow. */
  rate: 1e12,
  /** Repeats in one run: its arms at its seeds, or its ramps. */
  repeats: 10_000,
} as const;

/** @throws RangeError, in the user's words, for what is no whole number of that size */
export function checkCount(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${what} must be a whole number from ${least} to ${most}, not ${String(value)}.`);
}

/** @throws RangeError, in the user's words, for what is no rate */
export function checkRate(what: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= MOST.rate) return value;
  throw new RangeError(`${what} must be a number above 0, at most ${MOST.rate}, not ${String(value)}.`);
}
