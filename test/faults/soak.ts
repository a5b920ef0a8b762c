/** How long the campaign goes on: a short seed in every test run, a long one by `npm run soak`. */

/** How many times the short run's work is done. */
export const ROUNDS = Number(process.env['LR_TUNER_SOAK_ROUNDS'] ?? '1');

/** Whether this is the long campaign. */
export const SOAKS = process.env['LR_TUNER_SOAK_ROUNDS'] !== undefined;

/** Names a campaign, so that a failure can be had again. */
export const SEED = Number(process.env['LR_TUNER_SOAK_SEED'] ?? '20261130');

/** Each of the cases as often as there are rounds. */
export function inRounds<T extends object>(cases: readonly T[]): (T & { round: number })[] {
  return Array.from({ length: ROUNDS }, (_, round) => cases.map((one) => ({ ...one, round }))).flat();
}

/** Uniform numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
