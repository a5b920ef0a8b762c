/**
 * What the trainer costs: a script alone (A) against the same under a trainer that only counts (B), in processor time
 * of a step (issue 5, item 7). Both processes live at once and train in turns, so that a change of the machine's load
 * hits A and B alike. Where a process happens to lie in memory is worth several per cent for all its life, so the
 * figure is the median over pairs of processes, of the median ratio of neighbouring turns. Run it with
 * `npm run bench:overhead`, after `npm run build`; `-- --pairs 3 --rounds 5 --sizes 0,2` for a part. Six minutes.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepareLaunch, runChild } from '../../src/runner';
import { Trainee } from './trainee';
import type { Asked } from '../../src/protocol/plan';

const root = path.resolve(import.meta.dirname, '../..');
const dist = process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist');
const script = path.join(root, 'bench/overhead/script.cjs');

/** Widths whose steps take about 0.5, 2, 8 and 30 ms on the embedded engine, and how much the trainer may add. */
const SIZES = [
  { width: 128, steps: 600, target: 0.03 },
  { width: 400, steps: 200, target: 0.02 },
  { width: 1000, steps: 60, target: 0.01 },
  { width: 2100, steps: 20, target: 0.01 },
];
/** Turns that compile and allocate. */
const WARM_UP = 2;

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '10' },
    sizes: { type: 'string', default: [...SIZES.keys()].join(',') },
  },
});
const rounds = Number(options.rounds);
const pairs = Number(options.pairs);

const counting: Asked = {
  experiment: { kind: 'train', schedule: null },
  seed: null,
  engine: 'embedded',
  threads: 1,
  allowSave: false,
  training: null,
};

function alone(args: string[]): Promise<Trainee> {
  return Trainee.start((port) => {
    spawn(process.execPath, [script, ...args, String(port)], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
}

async function counted(args: string[]): Promise<Trainee> {
  const request = { script, args, cwd: null, env: {}, runtimePath: process.execPath, runtimeArgs: [] };
  const launch = await prepareLaunch(request, dist);
  return Trainee.start((port) => {
    const started = { ...launch, command: [...launch.command, String(port)] };
    const { signal } = new AbortController();
    void runChild(started, counting, { message: () => undefined }, signal).then(({ problem }) => {
      if (problem) throw new Error(`${problem.title} ${problem.detail}`);
    });
  });
}

/** Turns of one pair of processes, both warm. */
async function measurePair({ width, steps }: (typeof SIZES)[number]): Promise<{ a: number; b: number }[]> {
  const args = [dist, String(width), String(steps)];
  const a = await alone(args);
  const b = await counted(args);
  const turns: { a: number; b: number }[] = [];
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    // Who goes first changes, since the second finds the caches of the first.
    const firstB = round % 2 === 1 ? await b.train() : null;
    const ofA = await a.train();
    turns.push({ a: ofA, b: firstB ?? (await b.train()) });
  }
  a.end();
  b.end();
  return turns.slice(WARM_UP);
}

async function measure(size: (typeof SIZES)[number]) {
  const addedByPair: number[] = [];
  const ofA: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const turns = await measurePair(size);
    addedByPair.push(median(turns.map((turn) => turn.b / turn.a - 1)));
    ofA.push(...turns.map((turn) => turn.a));
  }
  const { width, steps, target } = size;
  return { width, msPerStep: median(ofA) / steps, added: median(addedByPair), addedByPair, target };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

console.log(JSON.stringify({ pairs, rounds, node: process.version }));
for (const index of options.sizes.split(',')) {
  const size = SIZES[Number(index)];
  if (size === undefined) throw new Error(`There is no size ${index}; sizes are 0 to ${SIZES.length - 1}.`);
  console.log(JSON.stringify(await measure(size)));
}
