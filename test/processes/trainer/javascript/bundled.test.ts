// The copy of TensorFlow.js for projects that have none, beside what the registry serves.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { dist, makeProject, ofType, root, run, shortRamp } from '../../harness';

/** By the path of each function or class that a script reaches: its name. */
type Names = Record<string, string>;

/** In processes of their own, since two copies in one share their global state. */
function namesIn(file: string): Names {
  const print = `
    const names = {};
    const collect = (exports, path) => {
      for (const [key, value] of Object.entries(exports)) {
        if (typeof value === 'function') names[path + key] = value.name;
      }
    };
    const tf = require(process.argv[1]);
    collect(tf, 'tf.');
    for (const part of ['metrics', 'losses', 'layers', 'initializers', 'regularizers', 'data'])
      collect(tf[part], 'tf.' + part + '.');
    console.log(JSON.stringify(names));`;
  const printed = execFileSync(process.execPath, ['-e', print, file], { cwd: root, stdio: 'pipe' });
  return JSON.parse(printed.toString()) as Names;
}

/** Its WebGL backend needs a browser. */
const BROWSER_ONLY = /webgl|gpgpu|forceHalfFloat/i;

it('has all functions and classes under the names by which scripts, logs and the trainer know them', () => {
  const published = Object.entries(namesIn('@tensorflow/tfjs')).filter(([key]) => !BROWSER_ONLY.test(key));
  expect(published.length).toBeGreaterThan(400);
  const bundled = namesIn(path.join(dist, 'tfjs.cjs'));
  // The packages as published write `name$1` for the second of a name.
  const expected = published.map(([key, name]) => [key, name.replace(/\$\d+$/, '')] as const);
  expect(bundled).toMatchObject(Object.fromEntries(expected));
});

const TRAINING = `
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
`;

it.each([
  [
    'a data set',
    "import * as tf from '@tensorflow/tfjs-core';\nimport { array } from '@tensorflow/tfjs-data';\narray([1]);",
  ],
  [
    'a backend',
    "import * as tf from '@tensorflow/tfjs';\nimport { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';\nsetWasmPaths('/');\nawait tf.setBackend('wasm');",
  ],
  [
    'backends of the browser',
    "import * as tf from '@tensorflow/tfjs-core';\nimport '@tensorflow/tfjs-backend-webgl';\nimport '@tensorflow/tfjs-backend-webgpu';",
  ],
  [
    'required parts',
    "import { createRequire } from 'node:module';\nconst tf = createRequire(import.meta.url)('@tensorflow/tfjs-core');\nimport '@tensorflow/tfjs-backend-cpu';",
  ],
])('trains a script that imports %s, where nothing is installed, and says so once', async (_, imports) => {
  const folder = await makeProject({ 'train.mjs': imports + TRAINING }, {});
  const { outcome, steps, messages } = await run(path.join(folder, 'train.mjs'));
  expect(outcome.problem).toBeNull();
  expect(steps).toHaveLength(shortRamp.steps);
  const said = ofType(messages, 'warning').filter(({ message }) => message.includes("LR Tuner's own copy"));
  expect(said).toHaveLength(1);
  expect(ofType(messages, 'hello')[0]?.engine.kind).toBe('embedded');
});

it('is not asked where the native engine is insisted on', async () => {
  const folder = await makeProject({ 'train.js': `const tf = require('@tensorflow/tfjs');${TRAINING}` }, {});
  const { outcome } = await run(path.join(folder, 'train.js'), { plan: { engine: 'native' } });
  expect(outcome.problem?.code).toBe('native-engine-missing');
});

it('or any other build of it that is compiled to classes lets own optimizers be met', async () => {
  const text = `
const tf = require('@tensorflow/tfjs/dist/tf.es2017.min.js');
class Plain extends tf.Optimizer {
  learningRate = 0.01;
  applyGradients(gradients) {
    for (const [name, gradient] of Object.entries(gradients)) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(variable.sub(gradient.mul(this.learningRate))));
    }
  }
}
const w = tf.variable(tf.tensor1d([3, -2]));
for (const optimizer of [new Plain(), tf.train.adam(0.1)]) {
  for (let i = 0; i < 20; i += 1) optimizer.applyGradients(tf.variableGrads(() => w.square().sum()).grads);
}
`;
  const folder = await makeProject({ 'train.js': text });
  const { messages } = await run(path.join(folder, 'train.js'));
  expect(ofType(messages, 'training').map((one) => one.optimizer)).toEqual(['Plain', 'Adam']);
});
