/**
 * Same seed, same curve: TensorFlow.js draws every seedless initializer, shuffle and dropout from `Math.random`, and
 * seeds the shuffle of a data set from the clock.
 */
import { threadId } from 'node:worker_threads';
import { randomNumbers } from '../../tuning';

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
let measuring = false;

/**
 * The same for what takes its time, while the script waits for it. It gets the same numbers each time, so that what
 * it measures can be compared.
 */
export async function asideWhile<T>(body: () => Promise<T>): Promise<T> {
  const seeded = Math.random;
  Math.random = randomNumbers(0);
  measuring = true;
  try {
    return await body();
  } finally {
    Math.random = seeded;
    measuring = false;
  }
}

/** Whether what runs now is to leave no trace in the script's random sequences. */
export function isAside(): boolean {
  return measuring;
}
