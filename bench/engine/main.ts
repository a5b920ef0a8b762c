// Compares the embedded engine with others: one process for each, which take turns in short rounds, so that all see
// the same load of the machine; medians over all steps after the first round. Figures to quote are the ratios.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type Answer, cache, ENGINES, type EngineName, MODELS, type ModelName } from './protocol';

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
/** So many that the first round also warms up the JavaScript compiler, and none takes long. */
const STEPS_PER_ROUND: Readonly<Record<ModelName, number>> = { mlp: 120, convnet: 20, cifar: 4, lstm: 30 };

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

/** Installs what an engine needs. */
type SetUps = Partial<Record<EngineName, () => Promise<unknown>>>;

/** Why an engine cannot be compared here; null when it can. */
async function obstacle(engine: EngineName, setUps: SetUps): Promise<string | null> {
  if (
    engine === 'native' &&
    !existsSync(path.join(cache, 'native-tfjs/node_modules/@tensorflow/tfjs-node'))
  ) {
    return 'run node scripts/setup-native.mjs first';
  }
  try {
    await setUps[engine]?.();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How many threads an engine runs on; the native one cannot be told, and takes all cores. */
function threadsOf(engine: EngineName): number[] {
  const cores = os.availableParallelism();
  if (engine === 'native') return [cores];
  return engine === 'embedded' && cores > 1 ? [1, 2] : [1];
}

function start(engine: EngineName, model: ModelName, threads: number, folder: string): Stepper {
  if (engine === 'pytorch') {
    const python = path.join(cache, 'bench-pytorch/bin/python');
    return new Stepper(engine, threads, python, ['bench/engine/stepper.py', model, String(threads)]);
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
        // TensorFlow.js's CPU backend needs minutes for a step of the large models.
        const ok = await stepper.round(stepper.engine === 'cpu' ? 1 : steps);
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

export async function benchEngine(argv: string[], folder: string, setUps: SetUps): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      json: { type: 'boolean', default: false },
      models: { type: 'string', default: MODELS.join(',') },
      engines: { type: 'string', default: 'embedded,native,wasm,pytorch' },
      steps: { type: 'string' },
    },
  });
  const models = chosen('--models', values.models, MODELS);
  const entrants: [EngineName, number][] = [];
  for (const engine of chosen('--engines', values.engines, ENGINES)) {
    const reason = await obstacle(engine, setUps);
    if (reason === null)
      entrants.push(...threadsOf(engine).map((threads) => [engine, threads] as [EngineName, number]));
    else console.error(`${engine} is left out: ${reason}`);
  }
  const results: Result[] = [];
  for (const model of models)
    results.push(...(await compare(model, entrants, Number(values.steps ?? STEPS_PER_ROUND[model]), folder)));
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  const machine = { cpu, cores: os.availableParallelism(), node: process.version, load: os.loadavg()[0] };
  const report = { machine, results, ratios: ratiosOf(results) };
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
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
