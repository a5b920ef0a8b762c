import { beforeAll, describe } from 'vitest';
import { tf, useEngine } from '../harness';
import { dense, type LayerCase, trainAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;
const cases: Record<string, LayerCase> = {
  'conv2d 5x5': {
    input: [10, 10, 12],
    layers: () => [L.conv2d({ filters: 20, kernelSize: 5, padding: 'same' })],
  },
  'conv2d 1x1': { input: [6, 6, 8], layers: () => [L.conv2d({ filters: 12, kernelSize: 1 })] },
  'conv2d without bias': {
    input: [6, 6, 8],
    layers: () => [L.conv2d({ filters: 5, kernelSize: 3, useBias: false, activation: 'relu' })],
    before: dense(8),
  },
  'conv2d with elu': {
    input: [6, 6, 8],
    layers: () => [L.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'elu' })],
    before: dense(8),
  },
  'conv2d stride 2 behind another': {
    input: [9, 8, 3],
    layers: () => [L.conv2d({ filters: 5, kernelSize: 3, strides: 2, activation: 'relu' })],
    before: dense(3),
  },
  'conv2d channelsFirst': {
    input: [3, 8, 8],
    layers: () => [L.conv2d({ filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' })],
  },
  conv1d: { input: [12, 4], layers: () => [L.conv1d({ filters: 6, kernelSize: 3, activation: 'relu' })] },
  'conv1d stride 2': { input: [12, 4], layers: () => [L.conv1d({ filters: 6, kernelSize: 3, strides: 2 })] },
  'conv2dTranspose stride 2': {
    input: [5, 5, 6],
    layers: () => [L.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })],
  },
  'conv2dTranspose valid': {
    input: [5, 5, 6],
    layers: () => [L.conv2dTranspose({ filters: 4, kernelSize: 3 })],
  },
  conv3d: { input: [5, 6, 6, 2], layers: () => [L.conv3d({ filters: 3, kernelSize: 3 })] },
  'conv3d same 2x2x2': {
    input: [5, 6, 6, 2],
    layers: () => [L.conv3d({ filters: 3, kernelSize: 2, padding: 'same' })],
    before: dense(2),
  },
  depthwiseConv2d: {
    input: [8, 8, 5],
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, activation: 'relu', padding: 'same' })],
  },
  'depthwiseConv2d two each, stride 2': {
    input: [8, 8, 4],
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2 })],
  },
  separableConv2d: {
    input: [8, 8, 4],
    layers: () => [L.separableConv2d({ filters: 6, kernelSize: 3, activation: 'relu' })],
  },
  'timeDistributed conv2d': {
    input: [3, 6, 6, 2],
    layers: () => [L.timeDistributed({ layer: L.conv2d({ filters: 3, kernelSize: 3 }) })],
  },
};
for (const padding of ['same', 'valid'] as const) {
  for (const strides of [1, 2]) {
    cases[`conv2d ${padding}, stride ${strides}`] = {
      input: [9, 8, 3],
      layers: () => [L.conv2d({ filters: 5, kernelSize: 3, strides, padding, activation: 'relu' })],
    };
  }
}

describe('convolutional layers train as on the CPU backend', () => trainAlike(cases));
