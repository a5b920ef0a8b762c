// Sharing one kernel's work between threads.
//
// A kernel cuts its work into chunks (by the shape alone, never by the number of threads, so results are the same for
// any number) and calls `parallel`. The main thread publishes the job and raises the epoch; workers that sleep on the
// epoch wake up; everybody claims chunks until none is left. Each thread begins with a share of its own, always the
// same stretch of the chunks: consecutive kernels walk over the same batch, so a thread mostly finds in its core's
// cache what it wrote itself. Whoever is done helps the others out. A share is claimed from by compare-and-swap on its
// ticket, which holds the epoch beside the number of chunks left, so a worker that comes late cannot claim a chunk of
// the next job.
// A worker that is not up yet simply claims nothing: the main thread never depends on others to start.

import { smaller } from './vector';

/** Fixed addresses in the first page, the same for every instance on the shared memory; a cache line for each hot word. */
const STATE: usize = 0x8000;
const THREADS: usize = STATE;
const RUN: usize = STATE + 4;
const CHUNKS: usize = STATE + 8;
const EPOCH: usize = STATE + 64;
const FINISHED: usize = STATE + 128;
const FAILED: usize = STATE + 192;
const SCRATCH: usize = STATE + 256;
/** One for each of up to 64 threads, a cache line apart. */
const TICKETS: usize = STATE + 1024;
const TICKET_BYTES: usize = 64;

/** The running kernel's arguments (one kernel runs at a time). */
export const JOB: usize = STATE + 8192;

/** Enough for the pause in which TensorFlow.js prepares its next operation; waking a sleeper takes some 30 µs. */
const WORKER_SPINS = 50_000;
const MAIN_SPINS = 3000;
const MAIN_NAP: i64 = 300_000; // nanoseconds

export function setThreads(count: i32): void {
  atomic.store<i32>(THREADS, count);
}

export function setScratch(thread: i32, address: usize): void {
  store<usize>(SCRATCH + ((<usize>thread) << 2), address);
}

/** Working memory of a thread; its size is `SCRATCH_BYTES` of the TypeScript side. */
@inline
export function scratch(thread: i32): usize {
  return load<usize>(SCRATCH + ((<usize>thread) << 2));
}

/** End of the static data, which must stay below the fixed addresses. */
export function staticEnd(): usize {
  return __heap_base;
}

@inline
function ticketOf(thread: i32): usize {
  return TICKETS + (<usize>thread) * TICKET_BYTES;
}

/** Where the share of a thread begins; that of the thread after the last one is the end. */
@inline
function shareOf(thread: i32, threads: i32, chunks: i32): i32 {
  return <i32>((<i64>chunks * thread) / threads);
}

/** The next chunk of the job of `epoch`: of the thread's own share, then of the others'; -1 when none is left. */
function claim(epoch: u32, thread: i32): i32 {
  const threads = load<i32>(THREADS);
  for (let i = 0; i < threads; i++) {
    const owner = (thread + i) % threads;
    let ticket = atomic.load<u64>(ticketOf(owner));
    while (<u32>(ticket >> 32) == epoch && <u32>ticket != 0) {
      const seen = atomic.cmpxchg<u64>(ticketOf(owner), ticket, ticket - 1);
      if (seen == ticket) return shareOf(owner, threads, load<i32>(CHUNKS)) + <i32>(<u32>ticket) - 1;
      ticket = seen;
    }
  }
  return -1;
}

/** Runs `run(chunk, thread)` for every chunk, on all threads, and returns when all are done. */
export function parallel(chunks: i32, run: (chunk: i32, thread: i32) => void): void {
  const threads = load<i32>(THREADS);
  if (threads <= 1 || chunks <= 1) {
    for (let chunk = 0; chunk < chunks; chunk++) run(chunk, 0);
    return;
  }
  store<u32>(RUN, run.index);
  store<i32>(CHUNKS, chunks);
  atomic.store<i32>(FINISHED, 0);
  const epoch = atomic.load<u32>(EPOCH) + 1;
  for (let thread = 0; thread < threads; thread++) {
    const share = shareOf(thread + 1, threads, chunks) - shareOf(thread, threads, chunks);
    atomic.store<u64>(ticketOf(thread), ((<u64>epoch) << 32) | (<u64>share));
  }
  atomic.store<u32>(EPOCH, epoch);
  atomic.notify(EPOCH, smaller(chunks, threads) - 1);
  for (let chunk = claim(epoch, 0); chunk >= 0; chunk = claim(epoch, 0)) {
    run(chunk, 0);
    atomic.add<i32>(FINISHED, 1);
  }
  let finished = atomic.load<i32>(FINISHED);
  for (let spins = 0; finished < chunks; finished = atomic.load<i32>(FINISHED)) {
    if (++spins <= MAIN_SPINS) continue;
    if (atomic.load<i32>(FAILED)) unreachable();
    atomic.wait<i32>(FINISHED, finished, MAIN_NAP);
  }
}

/** `parallel` where the work is worth waking others, else all on this thread. */
export function parallelIf(worth: bool, chunks: i32, run: (chunk: i32, thread: i32) => void): void {
  if (worth) parallel(chunks, run);
  else for (let chunk = 0; chunk < chunks; chunk++) run(chunk, 0);
}

/** A worker broke down over a chunk: the main thread must not wait for it for ever, but end with an error, too. */
export function fail(): void {
  atomic.store<i32>(FAILED, 1);
}

/** A worker's life: never returns. The process ends it with itself. */
export function work(thread: i32): void {
  let seen: u32 = 0;
  while (true) {
    let epoch = atomic.load<u32>(EPOCH);
    for (let spins = 0; epoch == seen && spins < WORKER_SPINS; spins++) epoch = atomic.load<u32>(EPOCH);
    if (epoch == seen) {
      atomic.wait<i32>(EPOCH, <i32>seen, -1);
      continue;
    }
    seen = epoch;
    for (let chunk = claim(epoch, thread); chunk >= 0; chunk = claim(epoch, thread)) {
      call_indirect<void>(load<u32>(RUN), chunk, thread);
      const chunks = load<i32>(CHUNKS);
      if (atomic.add<i32>(FINISHED, 1) + 1 >= chunks) atomic.notify(FINISHED, 1);
    }
  }
}
