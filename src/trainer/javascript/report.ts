/**
 * The way out: lines on an extra pipe, written at once. A synchronous training loop never yields, so anything
 * asynchronous would be held until the process exits, or lost with it.
 */
import { openSync, writeSync } from 'node:fs';
import { encodeMessage, REPORT_DESCRIPTOR } from '../../protocol/messages';
import type { Phase, Plan, Step, TrainerMessage, WarningCode } from '../../protocol/messages';
import type { Place } from './plan';

/** Rows are written together: a write wakes the host, and costs as much as a small step. */
const ROWS_TOGETHER = 64;
const LONGEST_WAIT_MS = 50;
/** Pause before a full pipe is tried again. */
const FULL_PIPE_PAUSE_MS = 2;

export class Report {
  private readonly descriptor: number | null;
  private rows: string[] = [];
  private written = performance.now();
  private readonly warned = new Set<string>();

  constructor(plan: Plan, place: Place) {
    this.descriptor = place.primary
      ? REPORT_DESCRIPTOR
      : plan.reportFile === null
        ? null
        : openSync(plan.reportFile, 'a');
  }

  /** For what comes often. */
  add(message: Step | Phase): void {
    this.rows.push(encodeMessage(message));
    const waited = performance.now() - this.written;
    if (this.rows.length >= ROWS_TOGETHER || waited >= LONGEST_WAIT_MS) this.flush();
  }

  /** For what is worth a write of its own. */
  send(message: TrainerMessage): void {
    this.rows.push(encodeMessage(message));
    this.flush();
  }

  /** Says a thing once, however often it comes up. */
  warn(code: WarningCode, message: string): void {
    if (this.warned.has(code + message)) return;
    this.warned.add(code + message);
    this.send({ type: 'warning', code, message });
  }

  flush(): void {
    const text = this.rows.join('');
    this.rows = [];
    this.written = performance.now();
    if (text !== '' && this.descriptor !== null) writeAll(this.descriptor, Buffer.from(text));
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        pause(FULL_PIPE_PAUSE_MS);
        continue;
      }
      // Nobody reads any more: the host is gone, and an experiment without a host must not go on.
      process.kill(process.pid, 'SIGKILL');
    }
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
