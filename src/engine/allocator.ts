/** Memory for tensors within the one WebAssembly memory that all kernels share. */
import { EngineError } from './errors';

const PAGE = 65536;
/**
 * Blocks begin at multiples of this and own whole multiples of it, and this much at the end of memory stays free:
 * kernels read whole vectors, a little past the end of a tensor's last row.
 */
const GRAIN = 64;
const CLASSES_PER_DOUBLING = 4;

interface Block {
  address: number;
  size: number;
  free: boolean;
  /** Neighbours in memory. */
  before: Block | undefined;
  after: Block | undefined;
  /** Place in its bin while free. */
  slot: number;
}

/**
 * Memory for tensors, in bytes. A training step asks for the same sizes again and again, so a freed block waits for the
 * next request of its very size. Before memory grows, all that wait are given back: they lie in bins by size (four a
 * doubling) and join free neighbours, so memory does not fall to pieces when tensor sizes change. After D. Knuth, The
 * Art of Computer Programming 1, 2.5, with segregated bins as in M. Masmano's TLSF (2004).
 */
export class Allocator {
  private readonly bins: Block[][] = [];
  /** Freed blocks by size. */
  private readonly waiting = new Map<number, Block[]>();
  private readonly taken = new Map<number, Block>();
  private lastBlock: Block | undefined;
  private end: number;
  private inUse = 0;

  /** Manages `memory` from the byte `start` (a multiple of 64) to its end, and grows it as needed. */
  constructor(
    private readonly memory: WebAssembly.Memory,
    start: number,
  ) {
    this.end = start;
    this.append(this.limit - start);
  }

  get bytesInUse(): number {
    return this.inUse;
  }

  get bytesReserved(): number {
    return this.memory.buffer.byteLength;
  }

  private get limit(): number {
    return this.memory.buffer.byteLength - GRAIN;
  }

  /** The address of a new block of at least `bytes`. @throws EngineError when memory cannot grow any more */
  allocate(bytes: number): number {
    const size = Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
    const block = this.waiting.get(size)?.pop() ?? this.cut(size);
    this.taken.set(block.address, block);
    this.inUse += size;
    return block.address;
  }

  release(address: number): void {
    const block = this.taken.get(address);
    if (block === undefined) throw new Error(`No tensor memory is in use at ${address}.`);
    this.taken.delete(address);
    this.inUse -= block.size;
    const same = this.waiting.get(block.size);
    if (same === undefined) this.waiting.set(block.size, [block]);
    else same.push(block);
  }

  /** A block of exactly `size` bytes from the free ones. */
  private cut(size: number): Block {
    const block = this.find(size) ?? this.findAmongWaiting(size) ?? this.grow(size);
    this.unbin(block);
    if (block.size > size) this.split(block, size);
    block.free = false;
    return block;
  }

  private findAmongWaiting(size: number): Block | undefined {
    if (this.waiting.size === 0) return undefined;
    for (const blocks of this.waiting.values()) for (const block of blocks) this.giveBack(block);
    this.waiting.clear();
    return this.find(size);
  }

  private find(size: number): Block | undefined {
    const first = binOf(size);
    // Blocks of the own class may be a little too small; those of every higher class are large enough.
    const own = this.bins[first];
    if (own !== undefined) {
      for (let i = own.length - 1; i >= 0; i--) {
        const block = own[i];
        if (block !== undefined && block.size >= size) return block;
      }
    }
    for (let bin = first + 1; bin < this.bins.length; bin++) {
      const block = this.bins[bin]?.at(-1);
      if (block !== undefined) return block;
    }
    return undefined;
  }

  private grow(size: number): Block {
    const spare = this.lastBlock?.free === true ? this.lastBlock.size : 0;
    const needed = Math.ceil((size - spare) / PAGE);
    const wished = Math.max(needed, Math.min(1024, this.end / PAGE / 2) | 0);
    if (!this.growPages(wished) && !this.growPages(needed)) {
      throw new EngineError(
        `Out of memory: the embedded engine cannot hold ${mebibytes(size)} more beside the ` +
          `${mebibytes(this.inUse)} in use (its limit is 4 GiB). Use a smaller batch, or dispose of tensors ` +
          'that are no longer needed (tf.tidy).',
      );
    }
    this.append(this.limit - this.end);
    const block = this.lastBlock;
    if (block === undefined) throw new Error('Memory grew by nothing.');
    return block;
  }

  private growPages(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false; // the only failure is the limit; the caller says so
    }
  }

  /** Takes the next `size` bytes at the end into use. */
  private append(size: number): void {
    const block: Block = {
      address: this.end,
      size,
      free: false,
      before: this.lastBlock,
      after: undefined,
      slot: -1,
    };
    if (this.lastBlock !== undefined) this.lastBlock.after = block;
    this.lastBlock = block;
    this.end += size;
    this.giveBack(block);
  }

  private split(block: Block, size: number): void {
    const rest: Block = {
      address: block.address + size,
      size: block.size - size,
      free: true,
      before: block,
      after: block.after,
      slot: -1,
    };
    if (rest.after === undefined) this.lastBlock = rest;
    else rest.after.before = rest;
    block.after = rest;
    block.size = size;
    this.bin(rest);
  }

  private giveBack(block: Block): void {
    const { before, after } = block;
    if (after?.free === true) {
      this.unbin(after);
      this.absorb(block, after);
    }
    if (before?.free === true) {
      this.unbin(before);
      this.absorb(before, block);
      block = before;
    }
    block.free = true;
    this.bin(block);
  }

  private absorb(block: Block, next: Block): void {
    block.size += next.size;
    block.after = next.after;
    if (next.after === undefined) this.lastBlock = block;
    else next.after.before = block;
  }

  private bin(block: Block): void {
    const index = binOf(block.size);
    while (this.bins.length <= index) this.bins.push([]);
    const bin = this.bins[index] as Block[];
    block.slot = bin.length;
    bin.push(block);
  }

  private unbin(block: Block): void {
    const bin = this.bins[binOf(block.size)] as Block[];
    const last = bin.pop() as Block;
    if (last === block) return;
    bin[block.slot] = last;
    last.slot = block.slot;
  }
}

function binOf(size: number): number {
  const grains = size / GRAIN;
  const doubling = 31 - Math.clz32(grains);
  const step = Math.floor((grains / 2 ** doubling - 1) * CLASSES_PER_DOUBLING);
  return doubling * CLASSES_PER_DOUBLING + step;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1048576)} MiB`;
}
