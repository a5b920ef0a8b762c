import { beforeAll, describe } from 'vitest';
import { tf, useEngine } from '../harness';
import { dense, type LayerCase, trainAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;
const cases: Record<string, LayerCase> = {
  leakyReLU: { input: [9], layers: () => [L.leakyReLU()], before: dense(9) },
  prelu: { input: [9], layers: () => [L.prelu()], before: dense(9) },
  'reLU with a maximum': { input: [9], layers: () => [L.reLU({ maxValue: 0.5 })], before: dense(9) },
  'elu layer': { input: [9], layers: () => [L.elu()], before: dense(9) },
};
const activations = [
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'softsign',
  'softplus',
];
for (const activation of [...activations, 'softmax', 'linear', 'swish', 'mish', 'gelu', 'gelu_new']) {
  cases[`activation ${activation}`] = {
    input: [9],
    layers: () => [L.activation({ activation: activation as 'relu' })],
    before: dense(9),
  };
}

describe('activations train as on the CPU backend', () => trainAlike(cases));
