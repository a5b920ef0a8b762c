/** Trains a case in a process of Python, or recalls what was trained. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { FreshCase } from './cases';

export interface Asked {
  readonly rates: readonly number[];
  readonly seed: number;
  /** Another than the case's. */
  readonly optimizer?: string;
}

/** What is kept of a training. */
export interface Told {
  /** Losses of the batches; null is not finite, and the last. */
  readonly losses?: readonly (number | null)[];
  readonly accuracies?: readonly number[] | null;
  /** Validation accuracy, or R2 of a regression, at the end; chance where it blew up. */
  readonly score?: number;
}

export interface About {
  readonly stepsPerEpoch: number;
  readonly chance: number;
}

/** It was not trained, and is not to be now. */
export class NotTrained extends Error {}

/** Everything that was trained, a line each, in the order in which it was. */
export class Records {
  private readonly known = new Map<string, unknown>();

  constructor(private readonly file: string) {
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const { case: id, job, ...told } = JSON.parse(line) as { case: string; job: string };
      this.known.set(`${id} ${job}`, told);
    }
  }

  recall<T>(id: string, job: string): T | undefined {
    return this.known.get(`${id} ${job}`) as T | undefined;
  }

  keep(id: string, job: string, told: object): void {
    this.known.set(`${id} ${job}`, told);
    appendFileSync(this.file, `${JSON.stringify({ case: id, job, ...told })}\n`);
  }
}

export interface Place {
  readonly python: string;
  /** What is installed beside it. */
  readonly packages: string;
  /** Where `trainer.py` lies. */
  readonly folder: string;
  readonly modules: string;
}

export class Trainee {
  private process: ChildProcessWithoutNullStreams | null = null;
  private lines: AsyncIterator<string> | null = null;
  private reader: Interface | null = null;

  /** @param place null where nothing is to be trained any more */
  constructor(
    readonly one: FreshCase,
    private readonly records: Records,
    private readonly place: Place | null,
    private readonly mayGoOn: () => boolean,
  ) {}

  async about(): Promise<About> {
    const known = this.records.recall<About>(this.one.id, 'about');
    if (known) return known;
    return this.start();
  }

  /** @param keep what of it is to be recalled later */
  async train<T extends object>(
    job: string,
    asked: () => Asked,
    keep: (told: Required<Told>) => T,
  ): Promise<T> {
    const known = this.records.recall<T>(this.one.id, job);
    if (known) return known;
    if (!this.mayGoOn()) throw new NotTrained();
    if (!this.process) await this.start();
    this.process?.stdin.write(`${JSON.stringify(asked())}\n`);
    const kept = keep((await this.next()) as Required<Told>);
    this.records.keep(this.one.id, job, kept);
    return kept;
  }

  end(): void {
    this.reader?.close();
    this.process?.stdin.end();
    this.process = null;
  }

  private async start(): Promise<About> {
    if (!this.place || !this.mayGoOn()) throw new NotTrained();
    const { python, packages, folder, modules } = this.place;
    const { data, model, optimizer, batch, id } = this.one;
    const script = path.join(folder, 'trainer.py');
    this.process = spawn(python, [script, modules, data, model, optimizer, String(batch)], {
      env: { ...process.env, PYTHONPATH: packages, OMP_NUM_THREADS: '1' },
    });
    this.process.stderr.pipe(process.stderr);
    this.reader = createInterface({ input: this.process.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
    const about = (await this.next()) as About;
    if (!this.records.recall(id, 'about')) this.records.keep(id, 'about', about);
    return about;
  }

  private async next(): Promise<unknown> {
    const line = await this.lines?.next();
    if (!line || line.done) throw new Error(`The trainer of ${this.one.id} ended.`);
    return JSON.parse(line.value);
  }
}
