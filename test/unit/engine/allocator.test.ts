import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Allocator } from '../../../src/engine/allocator';
import { EngineError } from '../../../src/engine/errors';

const PAGE = 65536;
const memoryOf = (maximum: number): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: 1, maximum, shared: true });

describe('tensor memory', () => {
  it('never hands out overlapping or unaligned blocks, and counts what is in use', () => {
    const command = fc.record({
      allocate: fc.boolean(),
      bytes: fc.integer({ min: 0, max: 200_000 }),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const allocator = new Allocator(memoryOf(1024), 1024);
        const live: { address: number; bytes: number }[] = [];
        for (const { allocate, bytes, pick } of commands) {
          if (allocate || live.length === 0) live.push({ address: allocator.allocate(bytes), bytes });
          else allocator.release(live.splice(pick % live.length, 1)[0]?.address ?? -1);
          const sorted = live.toSorted((a, b) => a.address - b.address);
          sorted.forEach((block, i) => {
            expect(block.address % 64).toBe(0);
            const next = sorted[i + 1]?.address ?? allocator.bytesReserved;
            expect(block.address + block.bytes).toBeLessThanOrEqual(next);
          });
          const used = live.reduce((sum, block) => sum + Math.max(64, Math.ceil(block.bytes / 64) * 64), 0);
          expect(allocator.bytesInUse).toBe(used);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('joins freed neighbours, so that one large block fits where small ones were', () => {
    const allocator = new Allocator(memoryOf(5), 0);
    const blocks = Array.from({ length: 64 }, () => allocator.allocate(PAGE / 16));
    const reserved = allocator.bytesReserved;
    // Every second one first: without joining, no gap would hold more than one.
    for (const parity of [0, 1])
      blocks.filter((_, i) => i % 2 === parity).forEach((each) => allocator.release(each));
    allocator.allocate(4 * PAGE);
    expect(allocator.bytesReserved).toBe(reserved);
  });

  it('leaves the end of memory free, because kernels read a little past the end of a tensor', () => {
    expect(() => new Allocator(memoryOf(1), 0).allocate(PAGE - 64)).not.toThrow();
    expect(() => new Allocator(memoryOf(1), 0).allocate(PAGE)).toThrow(EngineError);
  });

  it('says in words when there is no more memory, and goes on after something was freed', () => {
    const allocator = new Allocator(memoryOf(16), 0);
    const block = allocator.allocate(10 * PAGE);
    expect(() => allocator.allocate(10 * PAGE)).toThrow(EngineError);
    expect(() => allocator.allocate(10 * PAGE)).toThrow(/smaller batch/);
    allocator.release(block);
    expect(() => allocator.allocate(10 * PAGE)).not.toThrow();
  });

  it('refuses to free twice', () => {
    const allocator = new Allocator(memoryOf(16), 0);
    const block = allocator.allocate(100);
    allocator.release(block);
    expect(() => allocator.release(block)).toThrow();
  });
});
