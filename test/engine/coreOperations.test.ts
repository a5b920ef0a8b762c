import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { largestError, noise, on, onBoth, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

/** An operation and the shapes of its operands. */
type Case = [operation: (...x: Tensor[]) => Tensor, ...shapes: number[][]];

const classes = (): Tensor => tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 1, 0], 'int32'), 3);
const indices = (): Tensor => tf.tensor1d([2, 0, 2], 'int32');
const images = (operation: (x: Tensor4D) => Tensor) => (x: Tensor) => operation(x as Tensor4D);

/** The engine has kernels of its own for a part of each of these only, so this is also about what falls back. */
const cases: Record<string, Case> = {
  'attention by matMul': [
    (q, k, v) => tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v),
    [2, 3, 5, 4],
    [2, 3, 5, 4],
    [2, 3, 5, 4],
  ],
  'gather of rows': [(x) => tf.gather(x, indices()), [4, 3]],
  'gather of columns': [(x) => tf.gather(x, indices(), 1), [4, 3]],
  softmaxCrossEntropy: [(x) => tf.losses.softmaxCrossEntropy(classes(), x), [8, 3]],
  sigmoidCrossEntropy: [(x) => tf.losses.sigmoidCrossEntropy(classes(), x), [8, 3]],
  huberLoss: [(x) => tf.losses.huberLoss(tf.cast(classes(), 'float32'), x), [8, 3]],
  logSumExp: [(x) => tf.logSumExp(x, 1), [3, 4]],
  prod: [(x) => tf.prod(x, 1), [3, 4]],
  cumsum: [(x) => tf.cumsum(x, 1), [3, 4]],
  norm: [(x) => tf.norm(x, 2, 1), [3, 4]],
  resizeBilinear: [images((x) => tf.image.resizeBilinear(x, [7, 7])), [1, 4, 4, 2]],
  reverse: [(x) => tf.reverse(x, 1), [3, 4]],
  tile: [(x) => tf.tile(x, [2, 3]), [3, 4]],
  where: [(x) => tf.where(tf.greater(noise([3, 4], 9), 0), tf.square(x), tf.mul(x, 3)), [3, 4]],
  'max and min': [(x) => tf.add(tf.max(x, 1), tf.min(x, 1)), [3, 4]],
  'abs of clipByValue': [(x) => tf.abs(tf.clipByValue(x, -0.5, 0.5)), [3, 4]],
  localResponseNormalization: [images((x) => tf.localResponseNormalization(x)), [1, 3, 3, 6]],
  mirrorPad: [
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [1, 1],
        ],
        'reflect',
      ),
    [3, 4],
  ],
};

describe('operations of tfjs-core and their gradients are those of the CPU backend', () => {
  for (const [name, [operation, ...shapes]] of Object.entries(cases)) {
    it(name, () => {
      const { ours, cpu } = onBoth(() => {
        const operands = shapes.map((shape, i) => noise(shape, i + 1));
        const loss = (...x: Tensor[]): Tensor => tf.sum(tf.square(operation(...x)));
        return [operation(...operands), ...tf.grads(loss as never)(operands)];
      });
      expect(ours.some((value) => value !== 0)).toBe(true);
      expect(largestError(ours, cpu)).toBeLessThan(1e-5);
    });
  }
});

/** What TensorFlow.js 4.22 has no gradient of, whatever computes it. */
const missing: Record<string, { operation: (x: Tensor) => Tensor; message: RegExp }> = {
  einsum: { operation: (x) => tf.einsum('ij,kj->ik', x, x), message: /not found for Einsum/ },
  'absolute value of a spectrum': {
    operation: (x) => tf.abs(tf.spectral.rfft(x)),
    message: /gradient/,
  },
};

describe('gradients that TensorFlow.js lacks are missed with the same words', () => {
  for (const [name, { operation, message }] of Object.entries(missing)) {
    it(name, () => {
      const complaint = (): string => {
        try {
          return String(tf.tidy(() => tf.grad((x: Tensor) => tf.sum(operation(x)))(noise([2, 8], 1))));
        } catch (error) {
          return (error as Error).message;
        }
      };
      const ours = on('lr-tuner', complaint);
      expect(ours).toMatch(message);
      expect(ours).toBe(on('cpu', complaint));
    });
  }
});
