/** The packages of TensorFlow.js for which our own copy stands in, in a project that has none of them. */
import { createRequire } from 'node:module';
import { NATIVE_PACKAGES } from './nativePackage';

export const OWN_COPY_PACKAGES: readonly string[] = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-data',
  '@tensorflow/tfjs-converter',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  // For the browser: loaded by scripts that run there as well, and of no use in Node.
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
];

/**
 * Two copies would share one engine and yet have classes of their own, so where any part is installed the script gets
 * no other than the installed ones, and fails without the rest as it does on its own.
 * @param from the file that imports
 */
export function needsOwnCopy(from: string, name: string): boolean {
  if (!OWN_COPY_PACKAGES.includes(name)) return false;
  const { resolve } = createRequire(from);
  return [...OWN_COPY_PACKAGES, ...NATIVE_PACKAGES].every((one) => {
    try {
      resolve(one);
      return false;
    } catch {
      return true;
    }
  });
}

/** What a package exports, out of our copy, which exports what all of them do side by side. */
export function partOf(tf: object, name: string): object {
  if (name === '@tensorflow/tfjs-data' && 'data' in tf) return { ...(tf.data as object) };
  if (name === '@tensorflow/tfjs-backend-wasm') return { ...WASM_SETTINGS };
  return tf;
}

/** The embedded engine takes the place of that backend and has its files and threads. */
const WASM_SETTINGS = {
  setWasmPath: (): void => undefined,
  setWasmPaths: (): void => undefined,
  setThreadsCount: (): void => undefined,
  getThreadsCount: (): number => 1,
};
