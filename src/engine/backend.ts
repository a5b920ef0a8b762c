/** The backend that TensorFlow.js is given: its own CPU backend over our memory. */
import type { BackendValues, DataType } from '@tensorflow/tfjs';
import type { Allocator } from './allocator';
import { isPlain, TensorStore } from './storage';
import type { CpuBackend, CpuBackendClass, TensorFlow } from './tensorflow';

export interface EmbeddedBackend extends CpuBackend {
  data: TensorStore;
}

/**
 * TensorFlow.js's own CPU backend, with its tensors in WebAssembly memory. All kernels of the CPU backend work on it
 * as they are; where training spends its time, ours take their place (`families/`).
 */
export function createBackend(
  tf: TensorFlow,
  CpuBackendClass: CpuBackendClass,
  memory: WebAssembly.Memory,
  allocator: Allocator,
): EmbeddedBackend {
  class Backend extends CpuBackendClass implements EmbeddedBackend {
    declare data: TensorStore;

    constructor() {
      super();
      this.data = new TensorStore(memory, allocator, (dataId) => {
        tf.engine().moveData(this, dataId);
      });
      // The CPU backend prints advice to install the native one at its first tensor.
      (this as unknown as { firstUse: boolean }).firstUse = false;
    }

    override write(values: BackendValues, _shape: number[], dtype: DataType): object {
      return this.data.hold(values, dtype);
    }

    override move(
      dataId: object,
      values: BackendValues,
      _shape: number[],
      dtype: DataType,
      refCount: number,
    ): void {
      this.data.set(dataId, { values, dtype, refCount });
    }

    override readSync(dataId: object): BackendValues {
      const entry = this.data.get(dataId);
      if (entry.address === 0 || !isPlain(entry.dtype)) return super.readSync(dataId);
      return this.data.view(entry).slice();
    }

    override disposeData(dataId: object, force = false): boolean {
      return this.data.dispose(dataId, force);
    }

    override memory(): { unreliable: boolean } & Record<'bytesInUse' | 'bytesReserved', number> {
      return {
        unreliable: false,
        bytesInUse: allocator.bytesInUse,
        bytesReserved: allocator.bytesReserved,
      };
    }
  }
  return new Backend();
}
