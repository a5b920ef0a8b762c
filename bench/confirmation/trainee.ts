/** Trains a case in a process of Python, or recalls what was trained. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { FreshCase } from './cases';

export interface Asked {
  readonly rates: readonly number[];
  readonly seed: number;
  /** Another than the case's. */
  readonly optimizer?: string;
  readonly accuracies?: boolean;
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

/** The process of Python, for all cases, since its start takes as long as many trainings. */
export class Trainer {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;

  /** @param mayGoOn asked before every training */
  constructor(
    { python, packages, folder, modules }: Place,
    private readonly mayGoOn: () => boolean,
  ) {
    this.process = spawn(python, [path.join(folder, 'trainer.py'), modules], {
      env: { ...process.env, PYTHONPATH: packages, OMP_NUM_THREADS: '1' },
    });
    this.process.stderr.pipe(process.stderr);
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(asked: object): Promise<unknown> {
    if (!this.mayGoOn()) throw new NotTrained();
    this.process.stdin.write(`${JSON.stringify(asked)}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`The trainer ended at ${JSON.stringify(asked).slice(0, 200)}`);
    return JSON.parse(line.value);
  }

  end(): void {
    this.process.stdin.end();
  }
}

export class Trainee {
  /** @param trainer null where nothing is to be trained any more */
  constructor(
    readonly one: FreshCase,
    private readonly records: Records,
    private readonly trainer: Trainer | null,
  ) {}

  async about(): Promise<About> {
    return this.once('about', {}, (told: About) => told);
  }

  /** @param keep what of it is to be recalled later */
  async train<T extends object>(job: string, asked: Asked, keep: (told: Required<Told>) => T): Promise<T> {
    return this.once(job, asked, keep);
  }

  private async once<Whole, T extends object>(
    job: string,
    asked: object,
    keep: (told: Whole) => T,
  ): Promise<T> {
    const { id, data, model, optimizer, batch } = this.one;
    const known = this.records.recall<T>(id, job);
    if (known) return known;
    if (!this.trainer) throw new NotTrained();
    const told = (await this.trainer.ask({ data, model, optimizer, batch, ...asked })) as Whole;
    const kept = keep(told);
    this.records.keep(id, job, kept);
    return kept;
  }
}

/** As many digits as matter to a rule. */
export function short(values: Required<Told>['losses']): (number | null)[] {
  return values.map((value) => (value === null ? null : Number(value.toPrecision(4))));
}
