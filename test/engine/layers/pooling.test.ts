import { beforeAll, describe } from 'vitest';
import { tf, useEngine } from '../harness';
import { dense, type LayerCase, trainAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;
const cases: Record<string, LayerCase> = {
  maxPooling1d: { input: [8, 3], layers: () => [L.maxPooling1d({ poolSize: 2 })], before: dense(3) },
  maxPooling2d: { input: [8, 8, 5], layers: () => [L.maxPooling2d({ poolSize: 2 })], before: dense(5) },
  'maxPooling2d 3, stride 2, same': {
    input: [9, 9, 5],
    layers: () => [L.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    before: dense(5),
  },
  maxPooling3d: { input: [4, 4, 4, 2], layers: () => [L.maxPooling3d({ poolSize: 2 })], before: dense(2) },
  averagePooling1d: { input: [8, 3], layers: () => [L.averagePooling1d({ poolSize: 2 })], before: dense(3) },
  averagePooling2d: {
    input: [8, 8, 5],
    layers: () => [L.averagePooling2d({ poolSize: 2 })],
    before: dense(5),
  },
  averagePooling3d: {
    input: [4, 4, 4, 2],
    layers: () => [L.averagePooling3d({ poolSize: 2 })],
    before: dense(2),
  },
  globalMaxPooling2d: { input: [6, 6, 3], layers: () => [L.globalMaxPooling2d({})], before: dense(3) },
  globalAveragePooling1d: { input: [8, 3], layers: () => [L.globalAveragePooling1d()], before: dense(3) },
  globalAveragePooling2d: {
    input: [6, 6, 3],
    layers: () => [L.globalAveragePooling2d({})],
    before: dense(3),
  },
  globalMaxPooling1d: { input: [8, 3], layers: () => [L.globalMaxPooling1d({})], before: dense(3) },
};

describe('pooling layers train as on the CPU backend', () => trainAlike(cases));
