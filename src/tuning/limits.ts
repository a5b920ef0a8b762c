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
  /** Number of a training of the script's. */
  training: 1_000_000,
  /** Repeats in one run: its arms at its seeds, or its ramps. */
  repeats: 10_000,
} as const;
