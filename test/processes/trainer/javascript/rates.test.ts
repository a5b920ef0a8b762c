import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rampRate } from '../../../../src/tuning';
import { ofType, run, shortRamp, warningCodes } from '../../harness';

/** Every class of TensorFlow.js, with its settings: rate first. */
const OPTIMIZERS = [
  { name: 'sgd', settings: [0.1], momentum: 'none' },
  { name: 'momentum', settings: [0.1, 0.9], momentum: 'momentum' },
  { name: 'adagrad', settings: [0.1] },
  { name: 'adadelta', settings: [0.1] },
  { name: 'adam', settings: [0.1] },
  { name: 'adamax', settings: [0.1] },
  { name: 'rmsprop', settings: [0.1], momentum: 'none' },
] as const satisfies { name: string; settings: number[]; momentum?: string }[];

type Settable = tf.Optimizer & { learningRate: number; setLearningRate?(lr: number): void };

/** The same training with the ramp's rates set by hand: what the weights have to be. */
function expectedWeights(name: (typeof OPTIMIZERS)[number]['name'], settings: readonly number[]): number[][] {
  const make = tf.train[name] as (...settings: number[]) => tf.Optimizer;
  const optimizer = make(...settings) as Settable;
  const w = tf.variable(tf.tensor1d([0.5, -1.5]));
  const weights: number[][] = [];
  for (let step = 0; step < shortRamp.steps; step += 1) {
    const lr = rampRate(shortRamp, step);
    if (optimizer.setLearningRate) optimizer.setLearningRate(lr);
    else optimizer.learningRate = lr;
    weights.push([...w.dataSync()]);
    optimizer.minimize(() => w.sub(2).square().sum() as tf.Scalar);
  }
  return weights;
}

describe('the rate that is reported', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(OPTIMIZERS)('is the rate that $name really used', async ({ name, settings, ...own }) => {
    const { outcome, output, messages } = await run('each-optimizer.js', {
      launch: { args: [name, ...settings.map(String)] },
    });
    expect(outcome.end?.reason).toBe('ramp-complete');
    expect(ofType(messages, 'training')[0]?.lr).toBe(0.1);
    expect(ofType(messages, 'training')[0]?.momentum).toBe('momentum' in own ? own.momentum : undefined);
    const used = JSON.parse(output.trim()) as number[][];
    const expected = expectedWeights(name, settings);
    used.flat().forEach((weight, i) => expect(weight).toBeCloseTo(expected.flat()[i] ?? NaN, 4));
  });

  it('is not lessened by the decay of Adamax, which is switched off and reported', async () => {
    const settings = [0.1, 0.9, 0.999, 1e-8, 0.5];
    const result = await run('each-optimizer.js', { launch: { args: ['adamax', ...settings.map(String)] } });
    expect(warningCodes(result)).toContain('schedule-overridden');
    const used = JSON.parse(result.output.trim()) as number[][];
    const expected = expectedWeights('adamax', settings.slice(0, 4));
    used.flat().forEach((weight, i) => expect(weight).toBeCloseTo(expected.flat()[i] ?? NaN, 4));
  });

  it('reaches RMSProp with momentum, with a word on what momentum does to the curve', async () => {
    const result = await run('each-optimizer.js', { launch: { args: ['rmsprop', '0.1', '0.9', '0.9'] } });
    expect(result.outcome.end?.reason).toBe('ramp-complete');
    expect(warningCodes(result)).toEqual(['momentum']);
  });
});
