/**
 * The way out: whole lines, written at once. A synchronous training loop never yields, so anything asynchronous would
 * be held until the process exits, or lost with it. The process that the host started has a pipe; every other one, and
 * every further thread, has a file of its own in the report folder.
 */
import { openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import {
  encodeMessage,
  type Phase,
  REPORT_DESCRIPTOR,
  reportFileName,
  type Step,
  type TrainerMessage,
  type WarningCode,
} from '../../protocol/report';
import type { Plan } from '../../protocol/plan';
import type { Standing } from './plan';

/** Rows are written together: a write wakes the host, and costs as much as a small step. */
const ROWS_TOGETHER = 64;
const LONGEST_WAIT_MS = 50;
/** Pause before a full pipe is tried again. */
const FULL_PIPE_PAUSE_MS = 2;

export class Report {
  /** A file is opened when there is something to say: most helpers have nothing. */
  private descriptor: number | null = null;
  private rows: string[] = [];
  private written = performance.now();
  private readonly warned = new Set<string>();

  constructor(
    private readonly plan: Plan,
    private readonly standing: Standing,
  ) {}

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
    if (text !== '') writeAll(this.open(), Buffer.from(text));
  }

  private open(): number {
    const { primary, mainThread } = this.standing;
    const file = path.join(this.plan.reportFolder, reportFileName(process.pid, threadId));
    this.descriptor ??= primary && mainThread ? REPORT_DESCRIPTOR : openSync(file, 'a');
    return this.descriptor;
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
