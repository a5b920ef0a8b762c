// Compares the embedded engine with others: one process for each, which take turns in short rounds, so that all see
// the same load of the machine; medians over all steps after the first round. Figures to quote are the ratios.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Answer, ENGINES, type EngineName, MODELS, type ModelName } from './protocol';

interface Result {
  model: ModelName;
  engine: EngineName;
  threads: number;
  cpuMsPerStep: number;
  wallMsPerStep: number;
  losses: number[];
}

/** Rounds of the interleaving; the first one warms up. */
const ROUNDS = 6;
/** TensorFlow.js's CPU backend needs minutes for a step of the large models. */
const STEPS_PER_ROUND: Readonly<Record<EngineName, number>> = {
  embedded: 8,
  native: 8,
  cpu: 1,
  wasm: 8,
  pytorch: 8,
};

class Stepper {
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly waiting: ((line: string | null) => void)[] = [];
  readonly answers: Answer[] = [];

  constructor(
    readonly engine: EngineName,
    readonly threads: number,
    command: string,
    args: string[],
  ) {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', OMP_NUM_THREADS: String(threads) };
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
    this.lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    this.lines.on('line', (line) => {
      if (line.startsWith('{')) this.waiting.shift()?.(line);
    });
    this.child.on('exit', () => this.waiting.splice(0).forEach((resolve) => resolve(null)));
  }

  /** Runs some steps; false when the engine cannot train the model. */
  async round(steps: number): Promise<boolean> {
    const line = await new Promise<string | null>((resolve) => {
      if (this.child.exitCode !== null) return resolve(null);
      this.waiting.push(resolve);
      this.child.stdin?.write(`${JSON.stringify({ steps })}\n`);
    });
    if (line !== null) this.answers.push(JSON.parse(line) as Answer);
    return line !== null;
  }

  end(): void {
    this.child.stdin?.end();
    this.child.kill();
  }
}

/** Which of the engines are here to compare with, and why not the others. */
function available(engine: EngineName): string | null {
  const root = process.cwd();
  switch (engine) {
    case 'embedded':
    case 'cpu':
      return null;
    case 'native':
      return existsSync(path.join(root, '.cache/native-tfjs/node_modules/@tensorflow/tfjs-node'))
        ? null
        : 'run node scripts/setup-native.mjs first';
    case 'wasm':
      return existsSync(path.join(root, '.cache/bench-wasm/node_modules/@tensorflow/tfjs-backend-wasm'))
        ? null
        : 'npm could not install @tensorflow/tfjs-backend-wasm';
    case 'pytorch':
      return spawnSync(python(), ['-c', 'import torch']).status === 0 ? null : 'Python has no torch here';
  }
}

function python(): string {
  return process.env['PYTHON'] ?? 'python3';
}

function start(engine: EngineName, model: ModelName, threads: number, folder: string): Stepper {
  if (engine === 'pytorch') {
    return new Stepper(engine, threads, python(), ['bench/engine/stepper.py', model, String(threads)]);
  }
  return new Stepper(engine, threads, process.execPath, [
    path.join(folder, 'stepper.cjs'),
    engine,
    model,
    String(threads),
  ]);
}

async function compare(model: ModelName, engines: [EngineName, number][], steps: number, folder: string) {
  const steppers = engines.map(([engine, threads]) => start(engine, model, threads, folder));
  try {
    const alive = new Set(steppers);
    for (let round = 0; round < ROUNDS; round++) {
      for (const stepper of alive) {
        const ok = await stepper.round(Math.min(steps, STEPS_PER_ROUND[stepper.engine]));
        if (!ok) alive.delete(stepper);
      }
    }
    return [...alive].map((stepper): Result => {
      const measured = stepper.answers.slice(1);
      return {
        model,
        engine: stepper.engine,
        threads: stepper.threads,
        cpuMsPerStep: median(measured.flatMap(({ cpuMs }) => cpuMs)),
        wallMsPerStep: median(measured.flatMap(({ wallMs }) => wallMs)),
        losses: stepper.answers.flatMap(({ losses }) => losses).slice(0, 3),
      };
    });
  } finally {
    for (const stepper of steppers) stepper.end();
  }
}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return Number((sorted[sorted.length >> 1] ?? NaN).toFixed(3));
}

/** The embedded engine's processor time on one thread over each other's, and the gain of a second thread. */
function ratiosOf(results: Result[]): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const model of new Set(results.map((result) => result.model))) {
    const own = results.find(
      (each) => each.model === model && each.engine === 'embedded' && each.threads === 1,
    );
    if (own === undefined) continue;
    for (const other of results.filter((each) => each.model === model && each !== own)) {
      if (other.engine === 'embedded') {
        ratios[`${model}: wall, 1 thread : ${other.threads} threads`] = round(
          own.wallMsPerStep / other.wallMsPerStep,
        );
      } else {
        ratios[`${model}: cpu, embedded : ${other.engine}`] = round(own.cpuMsPerStep / other.cpuMsPerStep);
      }
    }
  }
  return ratios;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

export async function benchEngine(argv: string[], folder: string): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: 'boolean', default: false },
      models: { type: 'string', default: MODELS.join(',') },
      engines: { type: 'string', default: 'embedded,native,wasm,pytorch' },
      steps: { type: 'string', default: '8' },
    },
  });
  const models = chosen('--models', values.models, MODELS);
  const engines = chosen('--engines', values.engines, ENGINES).filter((engine) => {
    const reason = available(engine);
    if (reason !== null) console.error(`${engine} is left out: ${reason}`);
    return reason === null;
  });
  const entrants = engines.flatMap((engine): [EngineName, number][] =>
    engine === 'embedded' && os.availableParallelism() > 1
      ? [
          [engine, 1],
          [engine, 2],
        ]
      : [[engine, 1]],
  );
  const results: Result[] = [];
  for (const model of models) results.push(...(await compare(model, entrants, Number(values.steps), folder)));
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  const machine = { cpu, cores: os.availableParallelism(), node: process.version, load: os.loadavg()[0] };
  const report = { machine, results, ratios: ratiosOf(results) };
  if (values.json) console.log(JSON.stringify(report));
  else {
    console.table(results.map(({ losses, ...figures }) => ({ ...figures, firstLoss: losses[0] })));
    console.table(report.ratios);
  }
}

function chosen<Name extends string>(option: string, list: string, known: readonly Name[]): Name[] {
  const names = list.split(',');
  for (const name of names) {
    if (!known.includes(name as Name)) throw new Error(`${option} ${name}: choose from ${known.join(', ')}`);
  }
  return names as Name[];
}
