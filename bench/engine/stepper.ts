// A bench process: `stepper ENGINE MODEL THREADS`. Trains one model on one engine, some steps for each line on stdin.
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Tensor } from '@tensorflow/tfjs';
import { installEngine, type TensorFlow } from '../../src/engine';
import { buildBatch, buildModel } from './models';
import { type Answer, cache, type EngineName, type ModelName, type Order } from './protocol';

async function load(engine: EngineName, threads: number): Promise<TensorFlow> {
  const root = process.cwd();
  const require = createRequire(path.join(root, 'package.json'));
  if (engine === 'native') {
    return require(path.join(cache, 'native-tfjs/node_modules/@tensorflow/tfjs-node')) as TensorFlow;
  }
  const tf = require('@tensorflow/tfjs') as TensorFlow;
  if (engine === 'embedded') {
    installEngine(tf, { threads, wasmFolder: __dirname });
  } else if (engine === 'wasm') {
    require(path.join(cache, 'bench-wasm/node_modules/@tensorflow/tfjs-backend-wasm'));
    await tf.setBackend('wasm');
  } else {
    await tf.setBackend('cpu');
  }
  await tf.ready();
  return tf;
}

async function main(): Promise<void> {
  const [engine, modelName, threads] = process.argv.slice(2) as [EngineName, ModelName, string];
  const tf = await load(engine, Number(threads));
  const model = buildModel(tf, modelName);
  const [x, y] = buildBatch(tf, modelName);
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line) as Order;
    process.stdout.write(
      `${JSON.stringify(await train(steps, () => model.trainOnBatch(x as Tensor, y as Tensor)))}\n`,
    );
  }
}

async function train(steps: number, step: () => Promise<number | number[]>): Promise<Answer> {
  const answer: Answer = { cpuMs: [], wallMs: [], losses: [] };
  for (let i = 0; i < steps; i++) {
    const cpu = process.cpuUsage();
    const wall = performance.now();
    const [loss = NaN] = [await step()].flat();
    const { user, system } = process.cpuUsage(cpu);
    answer.wallMs.push(performance.now() - wall);
    answer.cpuMs.push((user + system) / 1000);
    answer.losses.push(loss);
  }
  return answer;
}

void main();
