import { beforeAll, describe, expect, it } from 'vitest';
import { largestError, tf, useEngine } from '../harness';
import { CLOSE, dense, type LayerCase, ofLayers, train } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;

interface Failure extends LayerCase {
  message: RegExp;
}

/** What TensorFlow.js 4.22 itself cannot train, whatever computes it. When one begins to work, it belongs in the tables. */
const failures: Record<string, Failure> = {
  'conv2d, dilated: its gradient is missing': {
    input: [9, 9, 3],
    layers: () => [L.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2 })],
    message: /dilation rates greater than 1 are not yet supported/,
  },
  'conv1d, causal: not implemented': {
    input: [12, 4],
    layers: () => [L.conv1d({ filters: 6, kernelSize: 3, padding: 'causal' })],
    message: /causal/i,
  },
  'conv3dTranspose: its gradient is missing': {
    input: [3, 4, 4, 2],
    layers: () => [L.conv3dTranspose({ filters: 3, kernelSize: 3 })],
    message: /Conv3DBackpropInputV2/,
  },
  'batchNormalization without scale and offset: the layer reads the weights that it lacks': {
    input: [6],
    layers: () => [L.batchNormalization({ scale: false, center: false })],
    before: dense(6),
    message: /reading 'read'/,
  },
  'batchNormalization of the first axis: the layer shapes its statistics wrongly': {
    input: [5, 6, 3],
    layers: () => [L.batchNormalization({ axis: 1 })],
    before: dense(3),
    message: /must match the product of shape/,
  },
  'thresholdedReLU: a comparison has no gradient': {
    input: [9],
    layers: () => [L.thresholdedReLU({ theta: 0.2 })],
    before: dense(9),
    message: /not found for Greater/,
  },
  'softmax along an axis that is not the last: not implemented': {
    input: [4, 5],
    layers: () => [L.softmax({ axis: 1 })],
    before: dense(5),
    message: /non-last dimension is not yet supported/,
  },
  'resizing: the layer hands on a tensor of the wrong rank': {
    input: [4, 4, 3],
    layers: () => [L.resizing({ height: 6, width: 6 })],
    before: dense(3),
    message: /must be rank 3 or 4/,
  },
};

describe('what TensorFlow.js cannot train fails on the engine with the same words', () => {
  for (const [name, { message, ...layerCase }] of Object.entries(failures)) {
    it(name, async () => {
      const outcome = (backend: 'lr-tuner' | 'cpu'): Promise<string> =>
        train(backend, () => ofLayers(layerCase)).then(
          () => 'trained',
          (error: unknown) => (error as Error).message,
        );
      const ours = await outcome('lr-tuner');
      expect(ours).toMatch(message);
      expect(ours).not.toBe('trained');
      expect(ours).toBe(await outcome('cpu'));
    });
  }
});

/** Where the CPU backend of TensorFlow.js 4.22 is wrong; ours is judged by finite differences (gradients.test.ts). */
const wrongOnCpu: Record<string, LayerCase> = {
  'averagePooling2d, same: each place gets a share of the whole window': {
    input: [9, 9, 5],
    layers: () => [L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    before: dense(5),
  },
  'upSampling2d, nearest: only the first image of a batch is right': {
    input: [4, 4, 3],
    layers: () => [L.upSampling2d({ size: [2, 2] })],
    before: dense(3),
  },
};

describe('known faults of the CPU backend', () => {
  for (const [name, layerCase] of Object.entries(wrongOnCpu)) {
    it(name, async () => {
      const ours = await train('lr-tuner', () => ofLayers(layerCase));
      const cpu = await train('cpu', () => ofLayers(layerCase));
      expect(ours.every(Number.isFinite)).toBe(true);
      expect(largestError(ours, cpu)).toBeGreaterThan(CLOSE);
    });
  }
});
