import { beforeAll, describe, expect, it } from 'vitest';
import type { Optimizer, Tensor } from '@tensorflow/tfjs';
import { noise, on, tf, useEngine } from '../harness';
import { trainsAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;

const oneHot = (): Tensor => tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 1, 0], 'int32'), 3), 'float32');
const losses: [loss: string, activation: string, target?: () => Tensor][] = [
  ['categoricalCrossentropy', 'softmax'],
  ['sparseCategoricalCrossentropy', 'softmax', () => tf.tensor2d([0, 1, 2, 0, 1, 2, 1, 0], [8, 1])],
  ['binaryCrossentropy', 'sigmoid'],
  ['meanAbsoluteError', 'linear'],
  // Targets of zero make this loss chaotic.
  ['meanAbsolutePercentageError', 'linear', () => noise([8, 3], 7, 0.5, 1)],
  ['meanSquaredLogarithmicError', 'relu'],
  ['hinge', 'tanh'],
  ['squaredHinge', 'tanh'],
  ['categoricalHinge', 'softmax'],
  ['logcosh', 'linear'],
  ['kullbackLeiblerDivergence', 'softmax'],
  ['poisson', 'sigmoid'],
  ['cosineProximity', 'linear'],
];

describe('losses train as on the CPU backend', () => {
  for (const [loss, activation, target = oneHot] of losses) {
    trainsAlike(loss, () => ({
      model: tf.sequential({
        layers: [L.dense({ units: 3, activation: activation as 'relu', inputShape: [6] })],
      }),
      x: noise([8, 6], 5),
      y: target(),
      loss,
    }));
  }
});

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.1, 1e-7, true),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(1),
};

describe('optimizers step as on the CPU backend', () => {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    trainsAlike(name, () => ({
      model: tf.sequential({
        layers: [
          L.dense({ units: 3, inputShape: [6], kernelRegularizer: 'l1l2' }),
          L.dense({ units: 2, kernelConstraint: 'maxNorm' }),
        ],
      }),
      x: noise([8, 6], 5),
      y: noise([8, 2], 6),
      optimizer: optimizer(),
    }));
  }

  it('a clone of a weight keeps its values when the weight changes in place', () => {
    on('lr-tuner', () => {
      const weight = tf.variable(tf.tensor1d([1, 2, 3]));
      const clone = weight.clone();
      tf.train.sgd(1).minimize(() => tf.sum(tf.square(weight)));
      expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
      expect(Array.from(weight.dataSync())).toEqual([-1, -2, -3]);
    });
  });

  it.each<[string, () => Optimizer]>([
    ['adam', () => tf.train.adam(0.01)],
    ['momentum', () => tf.train.momentum(0.01, 0.9)],
    ['rmsprop', () => tf.train.rmsprop(0.01, 0.9, 0.9)],
  ])(
    '%s: the averages of gradients that have become 0 end as 0, not as slow tiny numbers',
    async (_, make) => {
      const before = tf.getBackend();
      void tf.setBackend('lr-tuner');
      const weight = tf.variable(tf.tensor1d([1, 1, 1, 1]));
      const optimizer = make();
      const step = (factor: number): void => void optimizer.minimize(() => tf.sum(tf.mul(weight, factor)));
      step(0.5);
      for (let i = 0; i < 1100; i++) step(0);
      const averages = (await optimizer.getWeights()).slice(1).filter(({ tensor }) => tensor.size === 4);
      const values = averages.flatMap(({ tensor }) => Array.from(tensor.dataSync()));
      void tf.setBackend(before);
      expect(values.length).toBeGreaterThanOrEqual(4);
      expect(values).toContain(0);
      expect(values.filter((value) => value !== 0 && Math.abs(value) < 1.1754943e-38)).toEqual([]);
    },
  );

  it('SGD and momentum use the rate that setLearningRate set, as in TensorFlow.js', () => {
    for (const make of [() => tf.train.sgd(0.5), () => tf.train.momentum(0.5, 0)]) {
      const step = (assign: boolean): number => {
        const weight = tf.variable(tf.tensor1d([1]));
        const optimizer = make() as unknown as { learningRate: number; setLearningRate(rate: number): void };
        if (assign) optimizer.learningRate = 0.1;
        else optimizer.setLearningRate(0.1);
        (optimizer as unknown as Optimizer).minimize(() => tf.sum(weight));
        return weight.dataSync()[0] as number;
      };
      expect(on('lr-tuner', () => step(false))).toBeCloseTo(0.9, 6);
      expect(on('lr-tuner', () => step(true))).toBeCloseTo(
        on('cpu', () => step(true)),
        6,
      );
    }
  });
});
