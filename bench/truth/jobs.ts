/** One training in a process of its own, by the product's runner and trainer; what it gave is kept in a file. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Launch, runChild } from '../../src/runner';
import { FINDING_RAMP, type Ramp } from '../../src/tuning';
import type { Experiment } from '../../src/protocol/plan';
import { ProblemError } from '../../src/protocol/problems';
import type { Step } from '../../src/protocol/report';

/** A ramp in the form of the recorded curves; a loss that is not finite is null, and ends it. */
export interface RecordedRamp {
  kind: 'exp';
  lo: number;
  hi: number;
  n: number;
  seed: number;
  loss: (number | null)[];
  acc: number[];
}

/** What ten classes give without learning. */
const CHANCE = 0.1;

export class Jobs {
  constructor(
    private readonly launch: Launch,
    private readonly folder: string,
  ) {}

  /** Final validation accuracy after training at one rate; chance for a training that blew up. */
  async train(lr: number, seed: number): Promise<number> {
    return this.once(`fixed-${lr}-seed-${seed}`, async () => {
      const training = await this.run({ kind: 'train', schedule: { kind: 'fixed', lr } }, seed);
      const blewUp = training.steps.some(({ loss }) => !Number.isFinite(loss));
      return blewUp ? CHANCE : training.accuracy;
    });
  }

  async ramp(steps: number, seed: number): Promise<RecordedRamp> {
    return this.once(`ramp-${steps}-seed-${seed}`, async () => {
      const ramp: Ramp = { ...FINDING_RAMP, steps };
      const recorded = await this.run({ kind: 'range-test', ramp }, seed);
      return {
        kind: 'exp',
        lo: ramp.lo,
        hi: ramp.hi,
        n: steps,
        seed,
        loss: recorded.steps.map(({ loss = NaN }) => (Number.isFinite(loss) ? loss : null)),
        acc: recorded.steps.map(({ accuracy = NaN }) => accuracy),
      };
    });
  }

  private async run(experiment: Experiment, seed: number): Promise<{ steps: Step[]; accuracy: number }> {
    const steps: Step[] = [];
    let accuracy = NaN;
    const { problem } = await runChild(
      this.launch,
      {
        experiment,
        seed,
        engine: 'embedded',
        threads: 1,
        allowSave: false,
        training: null,
      },
      {
        message(message) {
          if (message.type === 'step') steps.push(message);
          if (message.type === 'phase' && message.phase === 'evaluate') accuracy = message.accuracy ?? NaN;
        },
      },
      new AbortController().signal,
    );
    if (problem) throw new ProblemError(problem);
    return { steps, accuracy };
  }

  /** Keeps results, so that the bench can be stopped at any time and goes on where it stood. */
  private async once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const file = path.join(this.folder, `${name}.json`);
    if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as T;
    const result = await work();
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.part`, JSON.stringify(result));
    await rename(`${file}.part`, file);
    return result;
  }
}
