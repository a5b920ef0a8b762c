/** A clock that is set while a run goes on: no time left, no duration and no run file is wrong for it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runRangeTest, Session } from '../../src/experiments';
import type { Progress } from '../../src/protocol/panel';
import { newRunId, progressOf, RunStore, wallTime } from '../../src/runs';
import { inRounds, randomFrom, SEED } from './soak';

const dist = process.env['LR_TUNER_DIST'] ?? path.resolve(import.meta.dirname, '../../dist');
const DAY_MS = 86_400_000;
const TRAINING = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
`;
const random = randomFrom(SEED);

it.each(inRounds([{}]))('a run is timed by a clock that only goes forward (round $round)', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-clock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = path.join(folder, 'train.js');
  await writeFile(script, TRAINING);
  const real = Date.now.bind(Date);
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + (random() - 0.5) * 2 * DAY_MS);
  onTestFinished(() => clock.mockRestore());

  const began = performance.now();
  const startedAt = Math.round(wallTime());
  const id = newRunId(startedAt);
  const store = new RunStore(folder);
  const session = new Session(
    store.writer(id, (error) => {
      throw error;
    }),
  );
  const seen: Progress[] = [];
  session.watch(() => {
    const progress = progressOf(session.run);
    if (progress !== null) seen.push(progress);
  });
  const range = { lo: 1e-5, hi: 1 };
  session.record({ type: 'created', id, kind: 'range-test', name: 'train.js', script, startedAt, range });
  const asked = { range, steps: 60, maxSteps: 60, seeds: 1, engine: 'embedded', threads: 1 } as const;
  const launch = { script, args: [], cwd: null, env: {}, runtimePath: null, runtimeArgs: [] };
  await runRangeTest({ ...asked, script: launch, distFolder: dist, training: null }, session);
  await session.flush();
  const took = Math.ceil(performance.now() - began);

  expect(session.run.problem).toBeNull();
  expect(seen.length).toBeGreaterThan(0);
  for (const { elapsedMs, remainingMs, step, of } of seen) {
    expect(elapsedMs).toBeGreaterThanOrEqual(0);
    expect(elapsedMs).toBeLessThanOrEqual(took);
    if (remainingMs !== null) expect(remainingMs).toBeGreaterThanOrEqual(0);
    if (remainingMs !== null) expect(remainingMs).toBeLessThanOrEqual((took / step) * of);
  }
  const run = await store.load(id);
  expect(run).toMatchObject({ status: 'finished', startedAt });
  expect((run?.endedAt ?? 0) - startedAt).toBeLessThanOrEqual(took);
  const times = run?.repeats[0]?.clock.map(({ at }) => at) ?? [];
  expect(times.length).toBeGreaterThan(0);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
