import { beforeAll, describe, expect, it } from 'vitest';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { largestError, noise, onBoth, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

/** Step of the central difference, and how close it can come in 32-bit floats. */
const STEP = 2e-3;
const CLOSE = 1e-2;

/**
 * Judges the gradient of `operation` with respect to each argument by finite differences: along a random direction
 * v, (L(x + h v) - L(x - h v)) / 2h must equal the gradient times v, for L a random weighted sum of the results.
 */
function hasGradient(name: string, operation: (...x: Tensor[]) => Tensor, ...makers: (() => Tensor)[]): void {
  it(name, () => {
    tf.tidy(() => {
      const arguments_ = makers.map((make) => make());
      const weights = noise(operation(...arguments_).shape, 99);
      const loss = (...x: Tensor[]): Scalar => tf.sum(tf.mul(operation(...x), weights));
      const gradients = tf.grads(loss)(arguments_);
      arguments_.forEach((x, i) => {
        const direction = noise(x.shape, 77 + i);
        const lossAt = (step: number): number => {
          const moved = arguments_.map((each, j) => (j === i ? tf.add(each, tf.mul(direction, step)) : each));
          return loss(...moved).dataSync()[0] as number;
        };
        const numeric = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
        const analytic = tf.sum(tf.mul(gradients[i] as Tensor, direction)).dataSync()[0] as number;
        expect(Math.abs(analytic - numeric) / (1 + Math.abs(numeric)), `argument ${i}`).toBeLessThan(CLOSE);
      });
    });
  });
}

const at =
  (shape: number[], seed: number, low = -1, high = 1) =>
  (): Tensor =>
    noise(shape, seed, low, high);

describe('gradients agree with finite differences', () => {
  for (const stride of [1, 2]) {
    for (const pad of ['same', 'valid'] as const) {
      const how = `stride ${stride}, ${pad}`;
      hasGradient(
        `conv2d, ${how}`,
        (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, stride, pad),
        at([2, 7, 6, 3], 1),
        at([3, 3, 3, 9], 2),
      );
      hasGradient(
        `depthwiseConv2d, ${how}`,
        (x, w) => tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, pad),
        at([2, 7, 6, 5], 1),
        at([3, 3, 5, 1], 2),
      );
      // Negative numbers: a maximum that starts at the smallest positive number goes astray on them.
      for (const kind of ['maxPool', 'avgPool'] as const) {
        hasGradient(
          `${kind}, ${how}`,
          (x) => tf[kind](x as Tensor4D, 3, stride, pad),
          at([2, 7, 6, 5], 3, -2, -0.1),
        );
      }
    }
  }
  hasGradient(
    'conv2d, unequal kernel, stride 3',
    (x, w) => tf.conv2d(x as Tensor4D, w as Tensor4D, 3, 'same'),
    at([2, 9, 9, 4], 1),
    at([4, 2, 4, 8], 2),
  );
  hasGradient(
    'conv2dTranspose',
    (x, w) => tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [2, 10, 10, 3], 2, 'same'),
    at([2, 5, 5, 4], 1),
    at([3, 3, 3, 4], 2),
  );
  hasGradient(
    'conv3d',
    (x, w) => tf.conv3d(x as Tensor5D, w as Tensor5D, 1, 'same'),
    at([1, 4, 4, 4, 2], 1),
    at([2, 2, 2, 2, 3], 2),
  );
  for (const kind of ['maxPool3d', 'avgPool3d'] as const) {
    hasGradient(kind, (x) => tf[kind](x as Tensor5D, 2, 2, 'same'), at([2, 4, 4, 4, 2], 1));
    hasGradient(
      `${kind}, windows that overlap and reach outside`,
      (x) => tf[kind](x as Tensor5D, 3, 2, 'same'),
      at([2, 4, 5, 5, 3], 1),
    );
  }
  // Right here, wrong on TensorFlow.js 4.22's CPU backend for more than one image.
  hasGradient(
    'resizeNearestNeighbor, larger',
    (x) => tf.image.resizeNearestNeighbor(x as Tensor4D, [8, 8]),
    at([2, 4, 4, 3], 1),
  );
  hasGradient(
    'resizeNearestNeighbor, smaller',
    (x) => tf.image.resizeNearestNeighbor(x as Tensor4D, [3, 3]),
    at([2, 7, 7, 3], 1),
  );
  hasGradient('resizeBilinear', (x) => tf.image.resizeBilinear(x as Tensor4D, [7, 5]), at([2, 4, 4, 3], 1));
  hasGradient(
    'matMul, both transposed',
    (a, b) => tf.matMul(a, b, true, true),
    at([2, 5, 4], 1),
    at([2, 6, 5], 2),
  );
  hasGradient(
    'batchNorm',
    (x, mean, variance, scale, offset) =>
      tf.batchNorm(x as Tensor4D, mean as never, variance as never, offset as never, scale as never),
    at([2, 3, 3, 5], 1),
    at([5], 2),
    at([5], 3, 0.5, 1.5),
    at([5], 4),
    at([5], 5),
  );
  const activations = [
    'relu',
    'sigmoid',
    'tanh',
    'elu',
    'selu',
    'softplus',
    'leakyRelu',
    'softmax',
    'logSoftmax',
  ] as const;
  for (const name of activations) hasGradient(name, (x) => tf[name](x), at([3, 7], 1, -3, 3));
  for (const name of ['exp', 'square', 'erf'] as const) hasGradient(name, (x) => tf[name](x), at([3, 7], 1));
  hasGradient('prelu', (x, alpha) => tf.prelu(x, alpha), at([3, 7], 1), at([7], 2));
  hasGradient('clipByValue', (x) => tf.clipByValue(x, -0.5, 0.5), at([3, 7], 1));
  hasGradient(
    'sum, mean and max over axes apart',
    (x) => tf.stack([x.sum([0, 2]), x.mean([0, 2]), x.max([0, 2])]),
    at([3, 4, 5], 1),
  );
  hasGradient('sum over the middle axis', (x) => x.sum(1), at([3, 4, 5], 1));
  hasGradient('mean over the last axis', (x) => x.mean(2), at([3, 4, 5], 1));
  hasGradient('tile', (x) => tf.tile(x, [2, 3]), at([3, 4], 1));
  hasGradient(
    'broadcast arithmetic',
    (a, b) => tf.div(tf.mul(tf.add(a, b), b), tf.add(tf.square(b), 1)),
    at([3, 1, 4], 1),
    at([2, 1], 2),
  );
  hasGradient('gather', (x) => tf.gather(x, tf.tensor1d([1, 1, 0, 3], 'int32')), at([4, 5], 1));
});

// Not by differences: TensorFlow.js 4.22 itself loses the part of a second derivative that goes through an operation's
// saved output (tanh, sigmoid, exp). The engine must neither add to that nor hide it.
describe('second-order gradients are those of the CPU backend', () => {
  const twice: Record<string, (x: Tensor) => Tensor> = {
    'tanh times sigmoid': (x) => tf.mul(tf.tanh(x), tf.sigmoid(x)),
    'softmax, mean': (x) => tf.mean(tf.square(tf.softmax(x)), 1),
    'relu, sum': (x) => tf.square(tf.sum(tf.relu(tf.mul(x, x)), 1)),
    tile: (x) => tf.square(tf.tile(x, [2, 1])),
    batchNorm: (x) => {
      const [mean, meanSquare] = [tf.mean(x, 0) as Tensor1D, tf.mean(tf.square(x), 0) as Tensor1D];
      return tf.square(tf.batchNorm(x as Tensor2D, mean, meanSquare, tf.zeros([5]), tf.ones([5])));
    },
    'gradient penalty': (x) => tf.square(tf.relu(tf.matMul(x as Tensor2D, noise([5, 4], 8) as Tensor2D))),
  };
  for (const [name, operation] of Object.entries(twice)) {
    it(name, () => {
      const { ours, cpu } = onBoth(() => {
        const first = (x: Tensor): Tensor => tf.grad((y) => tf.sum(operation(y)))(x);
        return tf.grad((x) => tf.sum(tf.square(first(x))))(noise([3, 5], 4));
      });
      expect(largestError(ours, cpu)).toBeLessThan(1e-4);
    });
  }
});
