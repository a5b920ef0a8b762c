/**
 * Same seed, same curve: TensorFlow.js draws every seedless initializer, shuffle and dropout from `Math.random`, and
 * seeds the shuffle of a data set from the clock.
 */
import { threadId } from 'node:worker_threads';
import type { Data } from './tensorflow/framework';

export function seedRandom(seed: number): void {
  Math.random = randomNumbers(seed + threadId);
}

const unseeded = Math.random;

/** Runs what is none of the script's business, so that it takes no numbers from the script's sequence. */
export function aside<T>(body: () => T): T {
  const seeded = Math.random;
  Math.random = unseeded;
  try {
    return body();
  } finally {
    Math.random = seeded;
  }
}

/** Whether what runs now leaves no trace in the script's random sequences. */
let isAside = false;

/**
 * The same for what takes its time, while the script waits for it. It gets the same numbers each time, so that what
 * it measures can be compared.
 */
export async function asideWhile<T>(body: () => Promise<T>): Promise<T> {
  const seeded = Math.random;
  Math.random = randomNumbers(0);
  isAside = true;
  try {
    return await body();
  } finally {
    Math.random = seeded;
    isAside = false;
  }
}

export function seedShuffles(data: Data, seed: number): void {
  const prototype = data.Dataset.prototype;
  const original = prototype.shuffle;
  let shuffles = 0;
  prototype.shuffle = function (bufferSize, own, again) {
    shuffles += 1;
    const fixed = own ?? `${seed}:${shuffles}`;
    const shuffled = original.call(this, bufferSize, fixed, again);
    // A shuffled data set goes on in its own random sequence with each pass over it, so others pass over a copy.
    const iterate = shuffled.iterator.bind(shuffled);
    shuffled.iterator = () =>
      isAside ? original.call(this, bufferSize, fixed, again).iterator() : iterate();
    return shuffled;
  };
}

/** Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, good enough for initial weights. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
