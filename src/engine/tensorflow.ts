/** The types of TensorFlow.js that the engine builds on. */
import type * as tfjs from '@tensorflow/tfjs';

/** The user's own TensorFlow.js module; never a copy of ours. */
export type TensorFlow = typeof tfjs;

export type TensorInfo = tfjs.TensorInfo;
export type KernelFunc = tfjs.KernelFunc;
export type KernelCall = Parameters<KernelFunc>[0];
/** A kernel's tensors by name, those that may be absent after those that may not. */
export type Inputs<Names extends string, Optional extends string = never> = Record<Names, TensorInfo> &
  Partial<Record<Optional, TensorInfo>>;
/** Kernels by the name under which TensorFlow.js calls them. */
export type Kernels = Record<string, KernelFunc>;

/** The part of `MathBackendCPU` that we build on; its class is taken from the user's own copy at run time. */
export interface CpuBackend extends tfjs.KernelBackend {
  data: unknown;
  makeTensorInfo(shape: number[], dtype: tfjs.DataType, values: tfjs.backend_util.TypedArray): TensorInfo;
}
export type CpuBackendClass = new () => CpuBackend;
