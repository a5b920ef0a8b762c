/** The worker threads that compute beside the main one. */
import { Worker } from 'node:worker_threads';
import type { Allocator } from './allocator';
import type { KernelModule } from './kernelModule';

/** Working memory of a thread; `SCRATCH_FLOATS` in the kernels is the same. */
const SCRATCH_BYTES = 4 << 19;
const MOST_THREADS = 64;

/** A worker's whole program: the same kernels on the same memory, waiting for work. It never leaves `work`. */
const WORKER = `
const { module, memory, thread } = require('node:worker_threads').workerData;
const { exports: kernels } = new WebAssembly.Instance(module, { env: { memory } });
try {
  kernels.work(thread);
} catch (error) {
  kernels.fail();
  throw error;
}
`;

/**
 * Gives every thread its working memory and starts the workers. Nobody waits for them: until one is up, the others do
 * its share. They do not keep the process alive.
 */
export function startThreads(
  { module, memory, exports }: KernelModule,
  allocator: Allocator,
  wanted: number,
): number {
  const threads = Math.max(1, Math.min(MOST_THREADS, Math.floor(wanted)));
  for (let thread = 0; thread < threads; thread++)
    exports.setScratch(thread, allocator.allocate(SCRATCH_BYTES));
  for (let thread = 1; thread < threads; thread++) {
    const worker = new Worker(WORKER, {
      eval: true,
      workerData: { module, memory, thread },
      // The user's preloads (our own trainer among them) are not for these.
      execArgv: [],
      env: {},
    });
    worker.on('error', passOverShortage);
    worker.unref();
  }
  exports.setThreads(threads);
  return threads;
}

/** Where the system has no room for a thread, the others do its share. */
function passOverShortage(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_WORKER_INIT_FAILED') throw error;
}
