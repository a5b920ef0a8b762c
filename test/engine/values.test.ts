import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { noise, on, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

/** What a range test relies on: divergence must show. */
describe('NaN and infinity pass through', () => {
  const at = (values: number[], operation: (x: Tensor) => Tensor): number[] =>
    on('lr-tuner', () => tf.tidy(() => Array.from(operation(tf.tensor1d(values)).dataSync())));

  it.each<[string, (x: Tensor) => Tensor, number[], number[]]>([
    ['relu', tf.relu, [NaN, -1, Infinity], [NaN, 0, Infinity]],
    ['relu6', tf.relu6, [NaN, -1, Infinity], [NaN, 0, 6]],
    ['clipByValue', (x) => tf.clipByValue(x, 0, 1), [NaN, 3, -Infinity], [NaN, 1, 0]],
    ['maximum', (x) => tf.maximum(x, 0), [NaN, -1, Infinity], [NaN, 0, Infinity]],
    ['exp', tf.exp, [NaN, 800, -800], [NaN, Infinity, 0]],
    ['log', tf.log, [NaN, 0, -1, Infinity], [NaN, -Infinity, NaN, Infinity]],
    ['sigmoid', tf.sigmoid, [NaN, 800, -800], [NaN, 1, 0]],
    ['tanh', tf.tanh, [NaN, Infinity, -Infinity], [NaN, 1, -1]],
    ['elu', tf.elu, [NaN, Infinity, -Infinity], [NaN, Infinity, -1]],
    ['softplus', tf.softplus, [NaN, Infinity], [NaN, Infinity]],
    ['sum', (x) => tf.sum(x), [NaN, 1], [NaN]],
    ['mean', (x) => tf.mean(x), [Infinity, 1], [Infinity]],
    ['max', (x) => tf.max(x), [1, NaN, 2, 3, 4, 5], [NaN]],
    ['softmax', (x) => tf.softmax(x), [NaN, 1, 2], [NaN, NaN, NaN]],
    ['gradient of relu', (x) => tf.grad((y) => tf.sum(tf.relu(y)))(x), [NaN, 1, -1], [NaN, 1, 0]],
    [
      'maxPool',
      (x) => tf.maxPool(tf.reshape(x, [1, 2, 2, 1]) as Tensor4D, 2, 2, 'valid'),
      [1, NaN, 2, 3],
      [NaN],
    ],
    [
      'conv2d by Winograd',
      (x) =>
        tf
          .conv2d(
            tf.tile(tf.reshape(x, [1, 2, 1, 1]), [1, 1, 2, 16]) as Tensor4D,
            tf.ones([3, 3, 16, 16]),
            1,
            'same',
          )
          .min(),
      [1, NaN],
      [NaN],
    ],
    ['matMul', (x) => tf.matMul(tf.reshape(x, [1, 2]), tf.ones([2, 1])), [NaN, 1], [NaN]],
  ])('%s', (_, operation, values, expected) => {
    expect(at(values, operation)).toEqual(expected);
  });
});

describe('functions are exact to a few units in the last place', () => {
  const sample = [1e-30, 1e-8, 1e-3, 0.3, 0.6931472, 1, 3.7, 9.1, 19.5, 45, 86].flatMap((x) => [x, -x]);
  const UNIT = 2 ** -24;

  it.each<[string, (x: Tensor) => Tensor, (x: number) => number]>([
    ['exp', tf.exp, Math.exp],
    ['tanh', tf.tanh, Math.tanh],
    ['sigmoid', tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  ])('%s', (_, operation, exact) => {
    const xs = Float32Array.from(sample);
    const ys = on('lr-tuner', () => tf.tidy(() => operation(tf.tensor1d(xs)).dataSync()));
    xs.forEach((x, i) => {
      const expected = exact(x);
      expect(Math.abs((ys[i] ?? NaN) / expected - 1)).toBeLessThan(8 * UNIT);
    });
  });
});

describe('memory', () => {
  const inUse = (): number => (tf.backend().memory() as unknown as { bytesInUse: number }).bytesInUse;

  it('training loses no tensor and no byte from one epoch to the next', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
        tf.layers.batchNormalization(),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.reshape({ targetShape: [9, 4] }),
        tf.layers.lstm({ units: 8 }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const x = noise([12, 8, 8, 2], 1);
    const y = tf.cast(
      tf.oneHot(
        tf.tensor1d(
          Array.from({ length: 12 }, (_, i) => i % 3),
          'int32',
        ),
        3,
      ),
      'float32',
    );
    const seen: [tensors: number, bytes: number][] = [];
    await model.fit(x, y, {
      epochs: 5,
      batchSize: 4,
      verbose: 0,
      callbacks: { onEpochEnd: () => void seen.push([tf.memory().numTensors, inUse()]) },
    });
    expect(seen[4]).toEqual(seen[1]);
  });

  it('tensors that moved from another backend are freed there and keep their values', () => {
    const made = on('cpu', () => tf.tensor1d([1, 2, 3]));
    expect(Array.from(tf.add(made, 1).dataSync())).toEqual([2, 3, 4]);
    expect(on('cpu', () => Array.from(tf.add(made, 1).dataSync()))).toEqual([2, 3, 4]);
  });

  it('values outlive the tensor they were read from', () => {
    const tensor = tf.add(tf.ones([100]), 1);
    const values = tensor.dataSync();
    tensor.dispose();
    tf.fill([100], 7);
    expect(values.every((value) => value === 2)).toBe(true);
  });
});
