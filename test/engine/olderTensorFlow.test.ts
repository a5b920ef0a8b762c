import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installed } from '../processes/installed';
import { useEngine } from './harness';
import { bundleEngine, requireFrom, runScript } from './ownProcess';

/** An older TensorFlow.js that projects still have; only the packages that the engine needs. */
const VERSION = '4.10.0';
const PACKAGES = ['tfjs-core', 'tfjs-backend-cpu', 'tfjs-layers'];

let project: string;
let folder: string;

beforeAll(async () => {
  useEngine(); // compiles the kernels
  folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-older-'));
  const packages = PACKAGES.map((name) => `@tensorflow/${name}@${VERSION}`);
  project = await installed('tfjs-older', packages);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TRAIN = `
  const L = tf.layers;
  const seed = (i) => tf.initializers.glorotUniform({ seed: i });
  const train = async (backend) => {
    tf.setBackend(backend);
    const model = tf.sequential({ layers: [
      L.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 3], kernelInitializer: seed(1) }),
      L.batchNormalization(),
      L.maxPooling2d({ poolSize: 2 }),
      L.conv2d({ filters: 16, kernelSize: 3, kernelInitializer: seed(2) }),
      L.reshape({ targetShape: [2, 8] }),
      L.gru({ units: 8, kernelInitializer: seed(3), recurrentInitializer: seed(4) }),
      L.dense({ units: 3, activation: 'softmax', kernelInitializer: seed(5) }),
    ] });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    const x = tf.randomUniform([12, 8, 8, 3], 0, 1, 'float32', 7);
    const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], 'int32'), 3);
    const losses = [];
    for (let i = 0; i < 4; i++) losses.push(await model.trainOnBatch(x, y));
    return losses;
  };
  (async () => {
    const ours = await train(info.name);
    console.log(JSON.stringify({ version: tf.version_core, ours, cpu: await train('cpu') }));
  })();`;

it(`trains on TensorFlow.js ${VERSION} as its CPU backend does`, async () => {
  const [core, cpuBackend, layers] = PACKAGES.map((name) => requireFrom(project, name));
  const load = `(${cpuBackend}, { ...${core}, ...${layers} })`;
  const { version, ours, cpu } = runScript(await bundleEngine(folder), TRAIN, { load, threads: 2 }) as {
    version: string;
    ours: number[];
    cpu: number[];
  };
  expect(version).toBe(VERSION);
  expect(ours).toHaveLength(4);
  ours.forEach((loss, step) => expect(loss).toBeCloseTo(cpu[step] as number, 4));
});
