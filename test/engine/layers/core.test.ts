import { beforeAll, describe } from 'vitest';
import { noise, tf, useEngine } from '../harness';
import { dense, type LayerCase, trainAlike, trainsAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;
const cases: Record<string, LayerCase> = {
  dense: { input: [7], layers: () => [L.dense({ units: 5, activation: 'relu' })] },
  'dense on a sequence': { input: [4, 7], layers: () => [L.dense({ units: 5, activation: 'tanh' })] },
  'dense with ReLU on a sequence': {
    input: [4, 7],
    layers: () => [L.dense({ units: 5, activation: 'relu' })],
    before: dense(7),
  },
  'dense without bias': {
    input: [7],
    layers: () => [L.dense({ units: 5, useBias: false, activation: 'relu' })],
  },
  'dense with elu': {
    input: [7],
    layers: () => [L.dense({ units: 5, activation: 'elu' })],
    before: dense(7),
  },
  'batchNormalization of vectors': { input: [6], layers: () => [L.batchNormalization()], before: dense(6) },
  'batchNormalization of images': {
    input: [5, 5, 6],
    layers: () => [L.batchNormalization()],
    before: dense(6),
  },
  layerNormalization: { input: [4, 6], layers: () => [L.layerNormalization()], before: dense(6) },
  dropout: { input: [20], layers: () => [L.dropout({ rate: 0.3, seed: 3 })], before: dense(20) },
  gaussianNoise: { input: [20], layers: () => [L.gaussianNoise({ stddev: 0.1 })], before: dense(20) },
  embedding: { input: [6], layers: () => [L.embedding({ inputDim: 11, outputDim: 5 })], vocabulary: 11 },
  'permute, reshape': {
    input: [4, 6],
    layers: () => [L.permute({ dims: [2, 1] }), L.reshape({ targetShape: [3, 8] })],
    before: dense(6),
  },
  repeatVector: { input: [6], layers: () => [L.repeatVector({ n: 3 })], before: dense(6) },
  zeroPadding2d: {
    input: [6, 6, 3],
    layers: () => [
      L.zeroPadding2d({
        padding: [
          [1, 1],
          [1, 2],
        ],
      }),
    ],
    before: dense(3),
  },
  alphaDropout: { input: [20], layers: () => [L.alphaDropout({ rate: 0.3 })], before: dense(20) },
  gaussianDropout: { input: [20], layers: () => [L.gaussianDropout({ rate: 0.3 })], before: dense(20) },
  spatialDropout1d: {
    input: [6, 5],
    layers: () => [L.spatialDropout1d({ rate: 0.3, seed: 3 })],
    before: dense(5),
  },
  cropping2D: {
    input: [6, 6, 3],
    layers: () => [
      L.cropping2D({
        cropping: [
          [1, 1],
          [1, 2],
        ],
      }),
    ],
    before: dense(3),
  },
  'upSampling2d, bilinear': {
    input: [4, 4, 3],
    layers: () => [L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })],
    before: dense(3),
  },
  rescaling: { input: [4, 4, 3], layers: () => [L.rescaling({ scale: 0.5, offset: 1 })], before: dense(3) },
};

describe('dense, normalizing, dropping and shaping layers train as on the CPU backend', () =>
  trainAlike(cases));

describe('merging layers train as on the CPU backend', () => {
  for (const kind of ['add', 'average', 'multiply', 'maximum', 'minimum', 'concatenate', 'dot'] as const) {
    trainsAlike(`merge: ${kind}`, () => {
      const input = tf.input({ shape: [6] });
      const branches = [dense(5)(), L.dense({ units: 5, activation: 'tanh' })].map(
        (layer) => layer.apply(input) as never,
      );
      const outputs = L.dense({ units: 2 }).apply(
        (kind === 'dot' ? L.dot({ axes: -1 }) : L[kind]()).apply(branches),
      ) as never;
      return { model: tf.model({ inputs: input, outputs }), x: noise([8, 6], 5), y: noise([8, 2], 6) };
    });
  }
});
