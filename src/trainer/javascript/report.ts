/**
 * The way out: whole lines, written at once. A synchronous training loop never yields, so anything asynchronous would
 * be held until the process exits, or lost with it. The process that the host started has a pipe; every other one, and
 * every further thread, has a file of its own in the report folder.
 */
import {
  encodeMessage,
  type Phase,
  type Step,
  type TrainerMessage,
  type WarningCode,
} from '../../protocol/report';
import type { Outlet } from './outlet';
import { ticks } from './ticks';

/** Rows are written together: a write wakes the host, and costs as much as a small step. */
const ROWS_TOGETHER = 64;
const LONGEST_WAIT_MS = 50;

export class Report {
  private rows: string[] = [];
  private written = ticks();
  private readonly warned = new Set<string>();

  constructor(private readonly outlet: Outlet) {}

  /** For what comes often. */
  add(message: Step | Phase): void {
    this.rows.push(encodeMessage(message));
    const waited = ticks() - this.written;
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
    this.written = ticks();
    if (text !== '') this.outlet.write(text);
  }
}
