/**
 * Numbers the trainings of all processes and threads of a run, in the order in which they begin, so that one number
 * names one training wherever it runs. A number is taken by making its file in the report folder, which succeeds once.
 * Places that start side by side begin in the order in which they were made, not as chance has it.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './alive';
import { ticks } from './ticks';

/** How long one that was made later lets those before it begin first; they may never train. */
const LONGEST_WAIT_MS = 3000;
const LOOK_EVERY_MS = 20;

const MARK = /^starts-(\d+)-(\d+)$/;

export interface Place {
  pid: number;
  /** 0 for the main thread. */
  thread: number;
}

export class Numbering {
  private taken = 0;
  private hasBegun = false;

  /** @param isFirst the place that the host itself started: it waits for none, and none waits for it */
  constructor(
    private readonly folder: string,
    private readonly place: Place,
    private readonly isFirst: boolean,
  ) {}

  /** This place may train soon. */
  announce(): void {
    if (this.isFirst || this.hasBegun) return;
    this.make(this.mark);
  }

  /** It trains by now, or never will. */
  withdraw(): void {
    if (!this.isFirst) rmSync(path.join(this.folder, this.mark), { force: true });
  }

  /** The number of a training that begins. */
  next(): number {
    if (!this.hasBegun && !this.isFirst) this.waitForEarlier();
    this.hasBegun = true;
    let number = this.taken + 1;
    while (this.make(`training-${number}`) === 'taken') number += 1;
    this.taken = number;
    this.withdraw();
    return number;
  }

  private waitForEarlier(): void {
    const until = ticks() + LONGEST_WAIT_MS;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (ticks() < until && this.earlierAreStarting()) Atomics.wait(pause, 0, 0, LOOK_EVERY_MS);
  }

  private earlierAreStarting(): boolean {
    const { pid, thread } = this.place;
    return this.names().some((name) => {
      const [, ofProcess, ofThread] = (MARK.exec(name) ?? []).map(Number);
      if (ofProcess === undefined || ofThread === undefined) return false;
      const isEarlier = ofProcess < pid || (ofProcess === pid && ofThread < thread);
      return isEarlier && isAlive(ofProcess);
    });
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      // A script may clean up the temporary folder: then each place counts its own.
      return [];
    }
  }

  private make(name: string): 'made' | 'taken' {
    try {
      writeFileSync(path.join(this.folder, name), '', { flag: 'wx' });
      return 'made';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'taken' : 'made';
    }
  }

  private get mark(): string {
    return `starts-${this.place.pid}-${this.place.thread}`;
  }
}
