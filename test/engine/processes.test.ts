import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, useEngine, wasmFolder } from './harness';
import { bundleEngine, requireFrom, runScript, type Setting } from './ownProcess';

let folder: string;
let bundle: string;

beforeAll(async () => {
  useEngine(); // compiles the kernels
  folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-engine-'));
  bundle = await bundleEngine(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (script: string, setting?: Setting): unknown => runScript(bundle, script, setting);

const TRAIN = `
  const L = tf.layers;
  const seed = (i) => tf.initializers.glorotUniform({ seed: i });
  const model = tf.sequential({ layers: [
    L.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [20, 20, 3], kernelInitializer: seed(1) }),
    L.batchNormalization(),
    L.maxPooling2d({ poolSize: 2 }),
    L.conv2d({ filters: 16, kernelSize: 3, padding: 'same', kernelInitializer: seed(7) }),
    L.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: seed(2) }),
    L.conv2d({ filters: 24, kernelSize: 3, strides: 2, kernelInitializer: seed(3) }),
    L.reshape({ targetShape: [9, 24] }),
    L.lstm({ units: 16, kernelInitializer: seed(4), recurrentInitializer: seed(5) }),
    L.dense({ units: 10, activation: 'softmax', kernelInitializer: seed(6) }),
  ] });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([64, 20, 20, 3], 0, 1, 'float32', 7);
  const y = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(10).toInt(), 10).toFloat();
  (async () => {
    const losses = [];
    for (let i = 0; i < 4; i++) losses.push(await model.trainOnBatch(x, y));
    const weights = model.getWeights().map((w) => Array.from(w.dataSync()));
    console.log(JSON.stringify({ losses, weights, info }));
  })();`;

interface Trained {
  losses: number[];
  weights: number[][];
  info: { threads: number; simd: string };
}

describe('in a process of its own', () => {
  it('one, two and five threads give the same results to the last bit, and the process ends by itself', () => {
    const [one, two, five] = [1, 2, 5].map((threads) => run(TRAIN, { threads }) as Trained);
    expect(one?.losses.every(Number.isFinite)).toBe(true);
    expect(two?.info.threads).toBe(2);
    expect(two?.weights).toEqual(one?.weights);
    expect(five?.weights).toEqual(one?.weights);
  });

  it('with fused multiply-add and without, training comes to the same within rounding', () => {
    const relaxed = run(TRAIN) as Trained;
    const plain = run(TRAIN, { simd: 'simd' }) as Trained;
    expect([relaxed.info.simd, plain.info.simd]).toEqual(['relaxed-simd', 'simd']);
    expect(relaxed.weights).not.toEqual(plain.weights);
    relaxed.losses.forEach((loss, i) => expect(loss).toBeCloseTo(plain.losses[i] as number, 4));
  });

  it("the script's own WebAssembly finds the Node that it would find without the engine", () => {
    const takesRelaxed = `WebAssembly.validate(require('node:fs').readFileSync(
      ${JSON.stringify(path.join(wasmFolder, 'engine-relaxed.wasm'))}))`;
    const takes = run(`console.log(JSON.stringify({ before, after: ${takesRelaxed} }))`, {
      load: `(globalThis.before = ${takesRelaxed}, ${requireFrom(root, 'tfjs')})`,
    }) as { before: boolean; after: boolean };
    expect(takes.after).toBe(takes.before);
  });

  it('a thread that breaks down ends the run with an error; nobody waits for it for ever', () => {
    const ended = run(
      `const x = tf.zeros([1e7]);
       const rest = () => new Promise((resolve) => setTimeout(resolve, 5));
       (async () => {
         for (let i = 0; i < 20; i++) { tf.neg(x).dispose(); await rest(); } // the worker is up and has its share
         const { memory } = tf.backend().data;
         tf.backend().data.get(x.dataId).address = memory.buffer.byteLength - 4e7 + 1000; // the last floats are outside
         const ended = {};
         process.on('uncaughtException', (error) => {
           console.log(JSON.stringify({ ...ended, uncaught: String(error) }));
           process.exit();
         });
         try { tf.neg(x); } catch (error) { ended.caught = String(error); }
         setTimeout(() => console.log(JSON.stringify(ended)), 5000);
       })();`,
      { threads: 2 },
    ) as { caught?: string; uncaught?: string };
    // On a busy machine the worker may come too late, and the main thread meets the fault itself.
    const outside = 'RuntimeError: memory access out of bounds';
    expect([{ caught: 'RuntimeError: unreachable', uncaught: outside }, { caught: outside }]).toContainEqual(
      ended,
    );
  });

  it('large tensors that a script drops without dispose are freed', () => {
    const freed = run(
      `(async () => {
        const inUse = () => tf.backend().memory().bytesInUse;
        const before = inUse();
        for (let i = 0; i < 20; i++) tf.add(tf.zeros([1000, 1000]), i);
        const dropped = inUse() - before;
        for (let i = 0; i < 20; i++) { globalThis.gc(); await new Promise((resolve) => setTimeout(resolve, 10)); }
        console.log(JSON.stringify({ dropped, left: inUse() - before }));
      })();`,
      { nodeFlags: ['--expose-gc'] },
    ) as { dropped: number; left: number };
    expect(freed.dropped).toBeGreaterThan(100e6);
    expect(freed.left).toBeLessThan(10e6);
  });

  it('finds the layers also when only tfjs-core and the CPU backend were there at first', () => {
    const kernels = run(
      `const layers = ${requireFrom(root, 'tfjs-layers')};
       const model = layers.sequential({ layers: [
         layers.layers.gru({ units: 4, inputShape: [3, 2], returnSequences: true, recurrentInitializer: 'zeros' }), layers.layers.batchNormalization(),
         layers.layers.dense({ units: 2 }),
       ] });
       tf.profile(() => void model.apply(tf.ones([2, 3, 2]), { training: true })).then(({ kernelNames }) =>
         console.log(JSON.stringify(kernelNames)));`,
      { load: `(${requireFrom(root, 'tfjs-backend-cpu')}, ${requireFrom(root, 'tfjs-core')})` },
    );
    expect(kernels).toEqual(expect.arrayContaining(['LrTunerGru', 'LrTunerBatchNorm', 'LrTunerDense']));
  });

  it('keeps a script that asks for a slower backend, and says so once, when told to', () => {
    const seen = run(
      `const asked = [];
       const wasmFolder = ${JSON.stringify(wasmFolder)};
       engine.installEngine(tf, { name: 'kept', wasmFolder, onSlowerBackend: (name) => asked.push(name) });
       (async () => {
         await tf.setBackend('cpu');
         await tf.setBackend('wasm');
         console.log(JSON.stringify({ asked, backend: tf.getBackend(), sum: tf.sum(tf.ones([3])).dataSync()[0] }));
       })();`,
    );
    expect(seen).toEqual({ asked: ['cpu'], backend: 'kept', sum: 3 });
  });

  it('names the layers of the script from 1, as without the engine', () => {
    const names = run(
      `const model = tf.sequential({ layers: [tf.layers.lstm({ units: 4, inputShape: [3, 2] })] });
       console.log(JSON.stringify(model.layers.map((layer) => layer.name)));`,
    );
    expect(names).toEqual(['lstm_LSTM1']);
  });
});
