import { lstatSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { installed, installedByPnpm } from '../../installed';
import { makeProject, ofType, run, shortRamp } from '../../harness';

const SCRIPT = `
const tf = require('@tensorflow/tfjs');
const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const x = tf.randomNormal([96, 4]);
const y = tf.oneHot(tf.tensor1d(Array.from({ length: 96 }, (_, i) => i % 3), 'int32'), 3).toFloat();
model.fit(x, y, { epochs: 3, batchSize: 8, verbose: 0 });
`;

async function expectWholeRamp(tensorflow: string, version: string): Promise<string | undefined> {
  const folder = await makeProject({ 'train.js': SCRIPT }, { '@tensorflow': tensorflow });
  const { outcome, messages, steps } = await run(path.join(folder, 'train.js'));
  expect(outcome.problem).toBeNull();
  expect(steps).toHaveLength(shortRamp.steps);
  expect(steps.every(({ accuracy }) => accuracy !== undefined)).toBe(true);
  const [hello] = ofType(messages, 'hello');
  expect(hello?.framework.version).toBe(version);
  return hello?.engine.kind;
}

it.each([
  // Before version 3 kernels were part of the backend, so the engine cannot take their place.
  { version: '1.7.4', engine: 'cpu' },
  { version: '2.8.6', engine: 'cpu' },
  { version: '3.21.0', engine: 'embedded' },
])('TensorFlow.js $version is ramped, on the engine "$engine"', async ({ version, engine }) => {
  const folder = await installed(`tfjs-${version}`, [`@tensorflow/tfjs@${version}`]);
  expect(await expectWholeRamp(path.join(folder, 'node_modules/@tensorflow'), version)).toBe(engine);
});

it('a tree that pnpm laid out is ramped', async () => {
  const folder = await installedByPnpm('tfjs-pnpm', ['@tensorflow/tfjs@4.22.0']);
  const scope = path.join(folder, 'node_modules/@tensorflow');
  expect(lstatSync(path.join(scope, 'tfjs')).isSymbolicLink()).toBe(true);
  expect(await expectWholeRamp(scope, '4.22.0')).toBe('embedded');
});
