/** Starts the embedded engine: a backend for the user's own TensorFlow.js on WebAssembly kernels. */
import os from 'node:os';
import { Allocator } from './allocator';
import { createBackend } from './backend';
import { EngineContext } from './context';
import { EngineError } from './errors';
import { fuseAll, registerKernels } from './families';
import { keepBackend } from './keepBackend';
import { loadKernels, type SimdLevel } from './kernelModule';
import type { CpuBackendClass, TensorFlow } from './tensorflow';
import { startThreads } from './threads';

export { EngineError } from './errors';
export type { TensorFlow } from './tensorflow';

export interface EngineOptions {
  /** Threads that compute, the main thread included. Default, and for 0: the cores, at most 4. */
  threads?: number;
  /** The folder of `engine.wasm` and `engine-relaxed.wasm`. */
  wasmFolder: string;
  /** 'simd' keeps to kernels without fused multiply-add, also where this Node has it. Default: the fastest. */
  simd?: SimdLevel;
  /** The backend's name: 'lr-tuner', or 'tensorflow' when standing in for `@tensorflow/tfjs-node`. */
  name?: string;
  /** Among registered backends TensorFlow.js takes the one of highest priority; the native one has 3. */
  priority?: number;
  /**
   * Given, a script that asks for TensorFlow.js's 'cpu' or 'wasm' backend stays on this engine, and this is called
   * with the name, once. Left out, such scripts get what they ask for.
   */
  onSlowerBackend?: (asked: string) => void;
}

export interface EngineInfo {
  name: string;
  version: string;
  threads: number;
  simd: SimdLevel;
}

const VERSION = '0.1.0';
const DEFAULT_NAME = 'lr-tuner';
const DEFAULT_PRIORITY = 10;
const MOST_DEFAULT_THREADS = 4;
/** The first page holds the kernels' static data and the state of the threads. */
const TENSORS_FROM = 65536;
/** Where the kernels keep that state (`STATE` in `kernels/workers.ts`); static data must end before. */
const STATE = 0x8000;

/**
 * Registers the embedded engine as a backend of the user's own TensorFlow.js and makes it the active one, at once
 * (no `await tf.ready()` needed).
 * @throws EngineError when this TensorFlow.js or this Node cannot carry it, in words for the user
 */
export function installEngine(tf: TensorFlow, options: EngineOptions): EngineInfo {
  const name = options.name ?? DEFAULT_NAME;
  const cpu = cpuBackendClass(tf);
  const kernels = loadKernels(options.wasmFolder, options.simd ?? 'relaxed-simd');
  if (kernels.exports.staticEnd() > STATE)
    throw new Error('The static data of the kernels has outgrown its place.');
  const allocator = new Allocator(kernels.memory, TENSORS_FROM);
  const backend = createBackend(tf, cpu, kernels.memory, allocator);
  const engine = new EngineContext(tf, name, kernels.exports, backend, allocator);

  tf.registerBackend(name, () => backend, options.priority ?? DEFAULT_PRIORITY);
  registerKernels(engine);
  fuseAll(engine);
  const threads = startThreads(kernels, allocator, options.threads || defaultThreads());
  // Takes effect at once, because our backend needs no asynchronous start.
  void tf.setBackend(name);
  if (tf.getBackend() !== name) {
    throw new EngineError('TensorFlow.js did not accept the embedded engine as its backend.');
  }
  if (options.onSlowerBackend) keepBackend(tf, name, options.onSlowerBackend);
  return { name, version: VERSION, threads, simd: kernels.simd };
}

function defaultThreads(): number {
  return Math.min(MOST_DEFAULT_THREADS, os.availableParallelism?.() ?? os.cpus().length);
}

function cpuBackendClass(tf: TensorFlow): CpuBackendClass {
  if (typeof tf?.findBackend !== 'function') {
    throw new EngineError('The module given to the embedded engine is not TensorFlow.js.');
  }
  const backend = tf.findBackend('cpu') as object | null;
  if (backend === null) {
    throw new EngineError(
      "The embedded engine builds on TensorFlow.js's CPU backend, which this project does not load. " +
        'Import @tensorflow/tfjs (or @tensorflow/tfjs-backend-cpu beside @tensorflow/tfjs-core).',
    );
  }
  return backend.constructor as CpuBackendClass;
}
