/**
 * What the trainer costs: a script alone (A) against the same under a trainer that only counts (B), in processor time
 * of a step, A and B interleaved, medians (issue 5, item 7). Run it with `npm run bench:overhead`, after `npm run build`.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { prepareLaunch, runTrainer } from '../../src/runner';
import type { Plan } from '../../src/runner';

const root = path.resolve(import.meta.dirname, '../..');
const dist = process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist');
const script = path.join(root, 'bench/overhead/script.cjs');

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, sizes: { type: 'string', default: '0,1,2,3' } },
});
const ROUNDS = Number(options.rounds);

/** Widths whose steps take about 0.5, 2, 8 and 30 ms on the embedded engine, and how much the trainer may add. */
const SIZES = [
  { width: 128, steps: 2000, target: 0.03 },
  { width: 400, steps: 600, target: 0.02 },
  { width: 1000, steps: 200, target: 0.01 },
  { width: 2100, steps: 100, target: 0.01 },
];

const counting: Plan = {
  v: 1,
  experiment: { kind: 'train', schedule: null },
  seed: null,
  engine: 'embedded',
  threads: 1,
  allowSave: false,
  role: null,
  reportFile: null,
};

async function alone(args: string[]): Promise<number> {
  return msPerStep((await promisify(execFile)(process.execPath, [script, ...args])).stdout);
}

async function counted(args: string[]): Promise<number> {
  const request = { script, args, cwd: null, env: {}, runtimePath: process.execPath, runtimeArgs: [] };
  const launch = await prepareLaunch(request, dist);
  const { problem, outputTail } = await runTrainer(
    launch,
    counting,
    { message: () => undefined },
    new AbortController().signal,
  );
  if (problem) throw new Error(`${problem.title} ${problem.detail}`);
  return msPerStep(outputTail);
}

function msPerStep(output: string): number {
  const found = /ms per step: (\S+)/.exec(output)?.[1];
  if (found === undefined) throw new Error(`No time in: ${output}`);
  return Number(found);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function measure({ width, steps, target }: (typeof SIZES)[number]) {
  const args = [dist, String(width), String(steps)];
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    a.push(await alone(args));
    b.push(await counted(args));
  }
  const msAlone = median(a);
  return { width, msAlone, added: median(b) / msAlone - 1, target };
}

const sizes = [];
for (const index of options.sizes.split(',')) {
  const size = SIZES[Number(index)];
  if (size !== undefined) sizes.push(await measure(size));
}
console.log(JSON.stringify({ rounds: ROUNDS, node: process.version, sizes }, null, 2));
