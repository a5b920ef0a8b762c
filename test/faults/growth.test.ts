/** Run after run, nothing of a run stays in the host: no descriptor, no timer, no listener, no folder, no process. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { prepareLaunch, runChild } from '../../src/runner';
import { ROUNDS } from './soak';

const dist = process.env['LR_TUNER_DIST'] ?? path.resolve(import.meta.dirname, '../../dist');
const TRAINING = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
`;
const RUNS = 4;

/** How many there are of each kind. */
type Held = Map<string, number>;

async function held(): Promise<Held> {
  const found: Held = new Map();
  const count = (kind: string, more: number): void => void found.set(kind, (found.get(kind) ?? 0) + more);
  count('descriptors', (await readdir('/proc/self/fd')).length);
  for (const kind of process.getActiveResourcesInfo()) count(kind, 1);
  for (const name of process.eventNames()) count('listeners', process.listenerCount(name));
  count('folders', (await readdir(tmpdir())).filter((name) => name.startsWith('lr-tuner-')).length);
  return found;
}

it.skipIf(process.platform !== 'linux')('a host holds after many runs what it held after one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'faults-growth-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const script = path.join(folder, 'train.js');
  await writeFile(script, TRAINING);
  const once = async (abort: boolean): Promise<void> => {
    const request = { script, args: [], cwd: null, env: {}, runtimePath: null, runtimeArgs: [] };
    const launch = await prepareLaunch(request, dist);
    const cancel = new AbortController();
    await runChild(
      launch,
      {
        experiment: { kind: 'range-test', ramp: { shape: 'exponential', lo: 1e-5, hi: 1, steps: 60 } },
        seed: 1,
        engine: 'embedded',
        threads: 1,
        allowSave: false,
        training: null,
      },
      { message: ({ type }) => abort && type === 'hello' && cancel.abort() },
      cancel.signal,
    );
  };
  await once(false);
  await once(true);
  const first = await held();
  for (let run = 0; run < RUNS * ROUNDS; run++) await once(run % 2 === 1);
  // The test's own surroundings come and go by one or two; what each run leaves adds up.
  const grown = [...(await held())].filter(
    ([kind, count]) => count - (first.get(kind) ?? 0) >= RUNS * ROUNDS,
  );
  expect(grown).toEqual([]);
});
