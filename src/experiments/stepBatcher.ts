import type { Step } from '../protocol/report';

/** How long steps may wait, in milliseconds: short enough for a curve that grows, long enough to cost nothing. */
const INTERVAL = 50;

/** Gathers steps, so that watchers and the file see batches rather than every update of a fast loop. */
export class StepBatcher {
  private waiting: Omit<Step, 'type'>[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly deliver: (steps: Omit<Step, 'type'>[]) => void) {}

  add(step: Step): void {
    const { type: _, ...row } = step;
    this.waiting.push(row);
    this.timer ??= setTimeout(() => this.flush(), INTERVAL);
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const steps = this.waiting;
    this.waiting = [];
    this.deliver(steps);
  }
}
