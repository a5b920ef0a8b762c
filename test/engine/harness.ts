import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Tensor } from '@tensorflow/tfjs';
import { installEngine, type TensorFlow } from '../../src/engine';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** Where the tests' compiled kernels lie: not in dist, whose bundle may be of other sources. */
export const wasmFolder = path.join(root, '.cache/engine/tests');

/** The TensorFlow.js that the tests share; a script's `require` gives the same object. */
export const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TensorFlow;

let installed = false;

/** Compiles the kernels if need be and installs the engine into `tf`, once for a test file. */
export function useEngine(threads = 1): void {
  if (installed) return;
  installed = true;
  const { href } = pathToFileURL(path.join(root, 'scripts/build-engine.mjs'));
  const build = `import('${href}').then(({ buildEngine }) => buildEngine(${JSON.stringify(wasmFolder)}))`;
  execFileSync(process.execPath, ['--eval', build]);
  const simd = process.env['LR_TUNER_TEST_SIMD'] === 'simd' ? 'simd' : 'relaxed-simd';
  const info = installEngine(tf, { wasmFolder, threads, simd });
  if (info.simd !== simd) throw new Error(`The engine runs its ${info.simd} kernels, not ${simd}.`);
}

export type Backend = 'lr-tuner' | 'cpu';

/** Runs `body` on a backend. What is computed must be read inside. */
export function on<T>(backend: Backend, body: () => T): T {
  const before = tf.getBackend();
  void tf.setBackend(backend);
  try {
    return body();
  } finally {
    void tf.setBackend(before);
  }
}

/** The same calculation on both backends: the values of all tensors that it returns. */
export function onBoth(body: () => Tensor | Tensor[]): { ours: number[]; cpu: number[] } {
  const run = (): number[] =>
    tf.tidy(() => [body()].flat().flatMap((tensor) => Array.from(tensor.dataSync())));
  return { ours: on('lr-tuner', run), cpu: on('cpu', run) };
}

/** mulberry32 (T. Ettinger): the same numbers in [0, 1) for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A tensor of uniform random numbers. */
export function noise(shape: number[], seed: number, low = -1, high = 1): Tensor {
  const next = random(seed);
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const values = Float32Array.from({ length: size }, () => low + (high - low) * next());
  return tf.tensor(values, shape);
}

/** A whole number between `low` and `high`, both included. */
export function pick(next: () => number, low: number, high: number): number {
  return low + Math.floor(next() * (high - low + 1));
}

/** The largest |a - b| / (1 + |b|); infinite where one is not finite and the other differs. */
export function largestError(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  a.forEach((value, i) => {
    const other = b[i] as number;
    if (Object.is(value, other)) return;
    const error = Math.abs(value - other) / (1 + Math.abs(other));
    largest = Math.max(largest, Number.isNaN(error) ? Infinity : error);
  });
  return largest;
}
