/** What every family of operations works with, and small helpers about shapes and types. */
import type { DataType, Tensor } from '@tensorflow/tfjs';
import type { Allocator } from './allocator';
import type { EmbeddedBackend } from './backend';
import type { KernelExports } from './kernelExports';
import type { PlainType } from './storage';
import type { KernelCall, KernelFunc, TensorFlow, TensorInfo } from './tensorflow';

/** What every family of operations needs: TensorFlow.js, the kernels, and memory. */
export class EngineContext {
  private readonly cpuKernels = new Map<string, KernelFunc>();

  constructor(
    readonly tf: TensorFlow,
    readonly name: string,
    readonly wasm: KernelExports,
    readonly backend: EmbeddedBackend,
    private readonly allocator: Allocator,
  ) {
    for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
      this.cpuKernels.set(kernelName, kernelFunc);
    }
  }

  /** Whether tensors are computed by this engine at the moment. */
  get active(): boolean {
    return this.tf.getBackend() === this.name;
  }

  /** Runs the CPU backend's kernel, for the cases that ours does not cover. */
  fallback(kernelName: string, call: KernelCall): TensorInfo | TensorInfo[] {
    const kernel = this.cpuKernels.get(kernelName);
    if (kernel === undefined) throw new Error(`TensorFlow.js has no kernel '${kernelName}' for the CPU.`);
    return kernel(call);
  }

  /** One of the engine's own kernels, for another to build on. */
  kernel(kernelName: string): KernelFunc {
    const config = this.tf.getKernel(kernelName, this.name);
    if (config === undefined) throw new Error(`The embedded engine has no kernel '${kernelName}'.`);
    return config.kernelFunc;
  }

  /** Registers a kernel of our own, under a name that TensorFlow.js does not have. */
  register(kernelName: string, kernelFunc: KernelFunc): void {
    this.tf.registerKernel({ kernelName, backendName: this.name, kernelFunc });
  }

  address(tensor: TensorInfo): number {
    return this.backend.data.address(tensor);
  }

  /** The address of a tensor that may be absent: 0 then. */
  optionalAddress(tensor: TensorInfo | null | undefined): number {
    return tensor == null ? 0 : this.address(tensor);
  }

  /** A new tensor, not initialized. */
  create(shape: number[], dtype: PlainType = 'float32'): TensorInfo {
    return { dataId: this.backend.data.create(sizeOf(shape), dtype), shape, dtype };
  }

  /** The same data under another shape. */
  alias(tensor: TensorInfo, shape: number[] = tensor.shape, dtype: DataType = tensor.dtype): TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype };
  }

  dispose(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }

  /** Lends working memory of `floats` floats. */
  withMemory<T>(floats: number, use: (address: number) => T): T {
    const address = this.allocator.allocate(floats * 4);
    try {
      return use(address);
    } finally {
      this.allocator.release(address);
    }
  }

  /** Memory that `owner` keeps until it is disposed of. */
  attach(owner: TensorInfo, floats: number): number {
    const address = this.allocator.allocate(floats * 4);
    const entry = this.backend.data.get(owner.dataId);
    (entry.attached ??= []).push(address);
    return address;
  }

  /** What `attach` has kept with a tensor, in the order of the calls. */
  attached(owner: TensorInfo): readonly number[] {
    const addresses = this.backend.data.get(owner.dataId).attached;
    if (addresses === undefined) throw new Error('This tensor was not computed by the embedded engine.');
    return addresses;
  }

  /** Runs one of our kernels as an operation of TensorFlow.js, so that it is recorded for gradients. */
  run(kernelName: string, inputs: Record<string, TensorInfo>, attributes: object = {}): Tensor {
    return this.tf.engine().runKernel(kernelName, inputs as never, attributes as never) as unknown as Tensor;
  }
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** The size of an axis; negative counts from the end. 1 where there is no such axis. */
export function axisSize(shape: readonly number[], axis: number): number {
  return shape.at(axis) ?? 1;
}

export function areFloats(...tensors: (TensorInfo | null | undefined)[]): boolean {
  return tensors.every((tensor) => tensor == null || tensor.dtype === 'float32');
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
