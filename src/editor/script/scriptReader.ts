/** Reads source text in a worker thread, one task after the other; a task that nobody waits for any more is given up. */
import { Worker } from 'node:worker_threads';
import type { InsertPlan, InsertRequest, ScriptLanguage, ScriptSites } from '../../script';
import type { Answer, Task, TaskResult } from './workerTasks';

interface Job {
  task: Task;
  resolve(result: TaskResult): void;
  reject(error: unknown): void;
}

export class ScriptReader {
  private readonly waiting: Job[] = [];
  private running: Job | null = null;
  private worker: Worker | null = null;

  /** @param file dist/script-worker.js */
  constructor(private readonly file: string) {}

  /** @throws the signal's reason where it is aborted */
  async findSites(text: string, language: ScriptLanguage, signal: AbortSignal): Promise<ScriptSites> {
    return (await this.perform({ what: 'sites', text, language }, signal)) as ScriptSites;
  }

  /** @param siteHint an offset in the rate or training site that was asked for; else the first is taken. */
  async plan(
    what: 'insertion' | 'replacement',
    text: string,
    language: ScriptLanguage,
    request: InsertRequest,
    siteHint?: number,
  ): Promise<InsertPlan> {
    return (await this.perform({ what, text, language, request, siteHint })) as InsertPlan;
  }

  dispose(): void {
    const left = [this.running, ...this.waiting].filter((job) => job !== null);
    this.stopWorker();
    this.waiting.length = 0;
    for (const job of left) job.reject(new Error('LR Tuner is being closed.'));
  }

  private perform(task: Task, signal?: AbortSignal): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as unknown);
      const giveUp = (): void => this.giveUp(job, signal?.reason);
      // A signal may outlive many tasks.
      const over = (): void => signal?.removeEventListener('abort', giveUp);
      const job: Job = {
        task,
        resolve: (result) => (over(), resolve(result)),
        reject: (error) => (over(), reject(error as Error)),
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(job);
      this.next();
    });
  }

  private next(): void {
    if (this.running !== null) return;
    this.running = this.waiting.shift() ?? null;
    if (this.running !== null) this.started().postMessage(this.running.task);
  }

  private giveUp(job: Job, reason: unknown): void {
    job.reject(reason);
    const place = this.waiting.indexOf(job);
    if (place >= 0) this.waiting.splice(place, 1);
    if (this.running !== job) return;
    // What it computes cannot be broken off in any other way.
    this.stopWorker();
    this.next();
  }

  private started(): Worker {
    if (this.worker !== null) return this.worker;
    const worker = new Worker(this.file);
    worker.unref();
    worker.on('message', (answer: Answer) => {
      if (worker === this.worker) this.answered(answer);
    });
    worker.on('error', (error) => {
      if (worker === this.worker) this.failed(error);
    });
    this.worker = worker;
    return worker;
  }

  private answered(answer: Answer): void {
    const job = this.running;
    this.running = null;
    if (answer.ok) job?.resolve(answer.result);
    else job?.reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
    this.next();
  }

  /** The thread itself has ended, as for want of memory. The next task gets another one. */
  private failed(error: unknown): void {
    const job = this.running;
    this.stopWorker();
    job?.reject(error);
    this.next();
  }

  private stopWorker(): void {
    const { worker } = this;
    this.worker = null;
    this.running = null;
    void worker?.terminate();
  }
}
