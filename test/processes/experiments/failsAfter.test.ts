/** Scripts that train to their end and then fail, in what they do with the results. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runComparison, runTraining } from '../../../src/experiments';
import { type Run, trainedOf, trainingNotices } from '../../../src/runs';
import { makeProject, SMALL_TRAINING } from '../harness';
import { python } from '../python';
import { newSession, trainingLaunch } from './harness';

const PYTORCH = `
import torch

w = torch.nn.Parameter(torch.tensor([3.0, -2.0]))
optimizer = torch.optim.SGD([w], lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    (w ** 2).sum().backward()
    optimizer.step()
`;
const FAILS_AFTER = `${SMALL_TRAINING}\nrequire('node:fs').readFileSync('labels.csv');\n`;
const LANGUAGES = [
  {
    name: 'train.js',
    script: FAILS_AFTER,
    runtime: null,
    isThere: true,
  },
  {
    name: 'train.py',
    script: `${PYTORCH}\nopen("labels.csv")\n`,
    runtime: python ?? null,
    isThere: python !== undefined,
  },
];

async function run(
  kind: 'training' | 'comparison',
  script: string,
  runtimePath: string | null,
): Promise<Run> {
  const session = newSession(kind, script);
  const request = trainingLaunch(script, { runtimePath });
  await (kind === 'training' ? runTraining : runComparison)(request, session);
  return session.run;
}

describe.each(LANGUAGES)('$name, which fails after its training', ({ name, script, runtime, isThere }) => {
  it.skipIf(!isThere)('is compared all the same', async () => {
    const folder = await makeProject({ [name]: script });
    const done = await run('comparison', path.join(folder, name), runtime);
    expect(done).toMatchObject({ status: 'finished', problem: null });
    expect(done.training?.length?.totalSteps).toBe(100);
    expect(trainedOf(done).map(({ arm }) => arm)).toEqual(done.training?.arms.map((arm) => arm.name));
    const said = trainingNotices(done).filter((notice) => notice.includes('labels.csv'));
    expect(said).toEqual([
      expect.stringMatching(/By then the script had trained 100 iterations, which count\.$/),
    ]);
  });
});

it('a short training whose length is known counts from its last iteration on', async () => {
  const script = `
const tf = require('@tensorflow/tfjs');
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
model.fit(tf.ones([80, 2]), tf.ones([80, 1]), { batchSize: 8, epochs: 4 }).then(() => {
  throw new Error('no plot');
});
`;
  const folder = await makeProject({ 'train.js': script });
  const done = await run('comparison', path.join(folder, 'train.js'), null);
  expect(done).toMatchObject({ status: 'finished', problem: null, training: { length: { totalSteps: 40 } } });
});

it('a training that was asked for fails with its script', async () => {
  const folder = await makeProject({ 'train.js': FAILS_AFTER });
  const done = await run('training', path.join(folder, 'train.js'), null);
  expect(done).toMatchObject({ status: 'failed', problem: { code: 'script-threw' } });
});

it('a training that fails before the end it was to have is none', async () => {
  const script = `
const tf = require('@tensorflow/tfjs');
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
const onEpochEnd = (epoch) => {
  if (epoch === 2) throw new Error('no room for the checkpoint');
};
model.fit(tf.ones([80, 2]), tf.ones([80, 1]), { batchSize: 8, epochs: 4, callbacks: { onEpochEnd } });
`;
  const folder = await makeProject({ 'train.js': script });
  const done = await run('comparison', path.join(folder, 'train.js'), null);
  expect(done).toMatchObject({ status: 'failed', problem: { code: 'script-threw' } });
  expect(done.repeats).toHaveLength(1);
  expect(trainedOf(done)).toEqual([]);
});
