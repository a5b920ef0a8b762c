/** Where tensors' data is: in WebAssembly memory or, until a kernel needs it, in JavaScript. */
import type { BackendValues, DataType, TypedArray } from '@tensorflow/tfjs';
import type { Allocator } from './allocator';
import type { TensorInfo } from './tensorflow';

/** Types of elements that kernels can work on; complex numbers and strings stay in JavaScript. */
export type PlainType = 'float32' | 'int32' | 'bool';
export const BYTES: Readonly<Record<PlainType, number>> = { float32: 4, int32: 4, bool: 1 };

export function isPlain(dtype: DataType): dtype is PlainType {
  return dtype in BYTES;
}

const STORED = Symbol('stored tensor');

/** TensorFlow.js's handle for a tensor's data, which may be any object: for our own tensors it is the entry itself. */
interface DataId {
  [STORED]?: StoredTensor | undefined;
}

/** Tensors from this size on are also freed when a script drops them without `dispose`, as on the CPU backend. */
const WATCHED_BYTES = 65536;

/** One tensor's data: in WebAssembly memory at `address` or, while that is 0, in JavaScript. */
export class StoredTensor implements DataId {
  [STORED]: StoredTensor | undefined = this;
  address = 0;
  refCount = 1;
  complexTensorInfos: { real: TensorInfo; imag: TensorInfo } | undefined;
  /** Further blocks that are freed with this one: what a recurrent layer keeps for its gradient. */
  attached: number[] | undefined;

  constructor(
    readonly dtype: DataType,
    public length: number,
    /** The elements in JavaScript; for a tensor in WebAssembly memory a view of it, made when first asked for. */
    public held: BackendValues | undefined,
    private readonly store: TensorStore,
  ) {}

  /** Where kernels of the CPU backend read the elements, without a copy. */
  get values(): BackendValues {
    return (this.held ??= this.store.view(this));
  }

  set values(values: BackendValues) {
    this.held = values;
  }
}

/** Keeps the data of all tensors of the backend; stands in for TensorFlow.js's `DataStorage`. */
export class TensorStore {
  private count = 0;
  private buffer: ArrayBufferLike;
  private readonly dropped = new FinalizationRegistry<number[]>((blocks) => {
    for (const address of blocks) this.allocator.release(address);
    this.count--;
  });

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly allocator: Allocator,
    /** Fetches data that lives on another backend (TensorFlow.js calls our `move` with it). */
    private readonly fetch: (dataId: object) => void,
  ) {
    this.buffer = memory.buffer;
  }

  /** The data behind a handle, fetched from another backend if need be. */
  get(dataId: DataId): StoredTensor {
    let entry = dataId[STORED];
    if (entry === undefined) {
      this.fetch(dataId);
      entry = dataId[STORED];
      if (entry === undefined) throw new Error('This tensor is disposed.');
    }
    return entry;
  }

  has(dataId: DataId): boolean {
    return dataId[STORED] !== undefined;
  }

  set(
    dataId: DataId,
    { dtype, values, refCount }: { dtype: DataType; values: BackendValues; refCount: number },
  ): void {
    const entry = this.hold(values, dtype);
    entry.refCount = refCount;
    dataId[STORED] = entry;
  }

  delete(dataId: DataId): boolean {
    dataId[STORED] = undefined;
    this.count--;
    return true;
  }

  numDataIds(): number {
    return this.count;
  }

  /** A new entry over values in JavaScript, which go to WebAssembly memory when a kernel first needs them. */
  hold(values: BackendValues | undefined, dtype: DataType): StoredTensor {
    this.count++;
    const entry = new StoredTensor(dtype, values?.length ?? 0, values, this);
    // A view of WebAssembly memory (a CPU kernel passed on a part of its input) would not outlive its owner.
    if (isPlain(dtype) && ArrayBuffer.isView(values) && values.buffer instanceof SharedArrayBuffer)
      this.place(entry);
    return entry;
  }

  /** A new entry in WebAssembly memory, not initialized. */
  create(length: number, dtype: PlainType): StoredTensor {
    this.count++;
    const entry = new StoredTensor(dtype, length, undefined, this);
    this.take(entry, length * BYTES[dtype]);
    return entry;
  }

  /** The address of a tensor's data, brought to WebAssembly memory if need be. */
  address(tensor: { dataId: DataId }): number {
    const entry = this.get(tensor.dataId);
    return entry.address === 0 ? this.place(entry, tensor.dataId) : entry.address;
  }

  /** Frees what stands behind a handle when nobody refers to it any more; says whether it did. */
  dispose(dataId: DataId, force: boolean): boolean {
    const entry = dataId[STORED];
    if (entry === undefined) return true;
    if (--entry.refCount > 0 && !force) return false;
    if (entry.complexTensorInfos !== undefined) {
      this.dispose(entry.complexTensorInfos.real.dataId, true);
      this.dispose(entry.complexTensorInfos.imag.dataId, true);
    }
    if (entry.address !== 0) {
      this.allocator.release(entry.address);
      for (const address of entry.attached ?? []) this.allocator.release(address);
      this.dropped.unregister(entry);
      entry.address = 0;
      entry.attached = undefined;
    }
    return this.delete(dataId);
  }

  view(entry: StoredTensor): TypedArray {
    // `memory.buffer` makes a new object at each call, so it is asked for only after the memory has grown.
    const end = entry.address + entry.length * 4;
    if (end > this.buffer.byteLength) this.buffer = this.memory.buffer;
    if (entry.dtype === 'int32') return new Int32Array(this.buffer, entry.address, entry.length);
    if (entry.dtype === 'bool') return new Uint8Array(this.buffer, entry.address, entry.length);
    return new Float32Array(this.buffer, entry.address, entry.length);
  }

  private place(entry: StoredTensor, dataId: DataId = entry): number {
    const values = entry.held as TypedArray;
    entry.length = values.length;
    this.take(entry, values.length * BYTES[entry.dtype as PlainType], dataId);
    this.view(entry).set(values);
    entry.held = undefined;
    return entry.address;
  }

  private take(entry: StoredTensor, bytes: number, dataId: DataId = entry): void {
    entry.address = this.allocator.allocate(bytes);
    if (bytes >= WATCHED_BYTES) this.dropped.register(dataId, [entry.address], entry);
  }
}
