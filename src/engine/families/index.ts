/** All families of operations that the engine computes itself. A new family is one more line here. */
import type { EngineContext } from '../context';
import type { Kernels } from '../tensorflow';
import * as activation from './activation';
import * as convolution from './convolution/convolution';
import * as depthwise from './convolution/depthwise';
import * as crossEntropy from './crossEntropy';
import * as elementwise from './elementwise';
import * as indexing from './indexing';
import * as layout from './layout';
import * as linear from './linear';
import * as matmul from './matmul';
import * as normalization from './normalization';
import * as optimizers from './optimizers';
import * as pooling from './pooling';
import * as recurrent from './recurrent/recurrent';
import * as reductions from './reductions';

interface Family {
  /** Our kernels for operations of TensorFlow.js. */
  kernels?(engine: EngineContext): Kernels;
  /**
   * Replaces chains of small operations, which TensorFlow.js runs one by one, by single kernels of our own: gradients,
   * layers, losses, steps of optimizers. Each goes on to the original whenever our backend is not the active one or the
   * case is not covered.
   */
  fuse?(engine: EngineContext): void;
}

const FAMILIES: readonly Family[] = [
  matmul,
  convolution,
  depthwise,
  pooling,
  elementwise,
  activation,
  reductions,
  layout,
  indexing,
  normalization,
  linear,
  crossEntropy,
  recurrent,
  optimizers,
];

/** Registers all kernels of the CPU backend for ours, with our own in place of those that we have. */
export function registerKernels(engine: EngineContext): void {
  const { tf, name } = engine;
  const own: Kernels = {};
  for (const family of FAMILIES) Object.assign(own, family.kernels?.(engine));
  for (const config of tf.getKernelsForBackend('cpu')) {
    const kernelFunc = own[config.kernelName] ?? config.kernelFunc;
    tf.registerKernel({ ...config, backendName: name, kernelFunc });
  }
}

/** Replaces what our families fuse; after `registerKernels`, on whose kernels they build. */
export function fuseAll(engine: EngineContext): void {
  for (const family of FAMILIES) family.fuse?.(engine);
}
