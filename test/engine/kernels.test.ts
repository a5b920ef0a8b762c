import { beforeAll, describe, expect, it } from 'vitest';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { largestError, noise, onBoth, pick, random, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

const ROUNDS = 12;
const CLOSE = 1e-4;

/** Compares a calculation on random shapes with TensorFlow.js's CPU backend, which is slow but independent of ours. */
function agrees(name: string, body: (next: () => number) => () => Tensor | Tensor[]): void {
  it(name, () => {
    for (let round = 1; round <= ROUNDS; round++) {
      const { ours, cpu } = onBoth(body(random(round * 7919)));
      expect(ours.length).toBeGreaterThan(0);
      expect(largestError(ours, cpu), `round ${round}`).toBeLessThan(CLOSE);
    }
  });
}

const padding = (next: () => number): 'same' | 'valid' => (next() < 0.5 ? 'same' : 'valid');

describe('matrix products', () => {
  for (const [transposeA, transposeB] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ]) {
    agrees(`transposes ${transposeA}, ${transposeB}`, (next) => {
      const [m, n, k] = [pick(next, 1, 70), pick(next, 1, 40), pick(next, 1, 300)];
      return () => {
        const a = noise(transposeA ? [k, m] : [m, k], 1);
        const b = noise(transposeB ? [n, k] : [k, n], 2);
        return tf.matMul(a, b, transposeA, transposeB);
      };
    });
  }

  agrees('batches, also against one matrix', (next) => {
    const [batch, m, n, k] = [pick(next, 2, 5), pick(next, 1, 9), pick(next, 1, 9), pick(next, 1, 9)];
    const single = next() < 0.5;
    return () => tf.matMul(noise([batch, m, k], 1), noise(single ? [1, k, n] : [batch, k, n], 2));
  });

  agrees('fused bias and activation', (next) => {
    const [m, n, k] = [pick(next, 1, 20), pick(next, 1, 20), pick(next, 1, 20)];
    const activation = (['relu', 'elu', 'sigmoid', 'relu6', 'linear'] as const)[pick(next, 0, 4)];
    return () =>
      tf.fused.matMul({
        a: noise([m, k], 1) as Tensor3D,
        b: noise([k, n], 2) as Tensor3D,
        bias: noise([n], 3),
        ...(activation ? { activation } : {}),
      });
  });
});

describe('convolutions', () => {
  agrees('forward and both gradients', (next) => {
    const kernel: [number, number] = [pick(next, 1, 4), pick(next, 1, 4)];
    const [channels, filters] = [pick(next, 1, 10), pick(next, 1, 19)];
    const shape = [pick(next, 1, 3), pick(next, 4, 11), pick(next, 4, 11), channels];
    const stride: [number, number] = [pick(next, 1, 3), pick(next, 1, 3)];
    const pad = padding(next);
    return () => {
      const convolve = (x: Tensor, w: Tensor): Tensor => tf.conv2d(x as Tensor4D, w as Tensor4D, stride, pad);
      const [x, w] = [noise(shape, 1), noise([...kernel, channels, filters], 2)];
      const y = convolve(x, w);
      return [y, ...tf.grads((a, b) => tf.mul(convolve(a, b), noise(y.shape, 3)))([x, w])];
    };
  });

  // Many channels and 3 x 3 filters: Winograd's algorithm, also for tiles that reach beyond the image.
  agrees('3 x 3 filters on many channels', (next) => {
    const [channels, filters] = [4 * pick(next, 4, 12), 4 * pick(next, 4, 12)];
    const shape = [pick(next, 1, 3), pick(next, 3, 9), pick(next, 3, 9), channels];
    const pad = padding(next);
    const activation = next() < 0.5 ? 'relu' : 'linear';
    return () => {
      const convolve = (x: Tensor, w: Tensor): Tensor => tf.conv2d(x as Tensor4D, w as Tensor4D, 1, pad);
      const [x, w] = [noise(shape, 1), noise([3, 3, channels, filters], 2)];
      const y = convolve(x, w);
      const fused = tf.fused.conv2d({
        x: x as Tensor4D,
        filter: w as Tensor4D,
        strides: 1,
        pad,
        bias: noise([filters], 4),
        activation,
      });
      return [y, fused, ...tf.grads((a, b) => tf.mul(convolve(a, b), noise(y.shape, 3)))([x, w])];
    };
  });

  agrees('dilated and explicitly padded', (next) => {
    const channels = pick(next, 1, 5);
    const dilation = pick(next, 1, 3);
    const pad = [
      [0, 0],
      [pick(next, 0, 2), pick(next, 0, 2)],
      [pick(next, 0, 2), pick(next, 0, 2)],
      [0, 0],
    ] as [[number, number], [number, number], [number, number], [number, number]];
    return () =>
      tf.conv2d(
        noise([2, 9, 10, channels], 1) as Tensor4D,
        noise([3, 2, channels, 6], 2) as Tensor4D,
        1,
        pad,
        'NHWC',
        [dilation, dilation],
      );
  });

  agrees('transposed', (next) => {
    const [size, channels, stride] = [pick(next, 2, 6), pick(next, 1, 9), pick(next, 1, 3)];
    return () =>
      tf.conv2dTranspose(
        noise([2, size, size, 4], 1) as Tensor4D,
        noise([3, 3, channels, 4], 2) as Tensor4D,
        [2, size * stride, size * stride, channels],
        stride,
        'same',
      );
  });

  agrees('of volumes', (next) => {
    const [channels, filters, stride] = [pick(next, 1, 4), pick(next, 1, 9), pick(next, 1, 2)];
    const pad = padding(next);
    const shape = [2, pick(next, 3, 5), pick(next, 3, 6), pick(next, 3, 6), channels];
    return () => {
      const convolve = (x: Tensor, w: Tensor): Tensor => tf.conv3d(x as Tensor5D, w as Tensor5D, stride, pad);
      const [x, w] = [noise(shape, 1), noise([2, 3, 2, channels, filters], 2)];
      const y = convolve(x, w);
      return [y, ...tf.grads((a, b) => tf.mul(convolve(a, b), noise(y.shape, 3)))([x, w])];
    };
  });

  agrees('depthwise', (next) => {
    const [channels, multiplier, stride] = [pick(next, 1, 9), pick(next, 1, 3), pick(next, 1, 2)];
    const pad = padding(next);
    const shape = [pick(next, 1, 3), pick(next, 3, 8), pick(next, 3, 8), channels];
    return () => {
      const convolve = (x: Tensor, w: Tensor): Tensor =>
        tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, pad);
      const [x, w] = [noise(shape, 1), noise([3, 2, channels, multiplier], 2)];
      const y = convolve(x, w);
      return [y, ...tf.grads((a, b) => tf.mul(convolve(a, b), noise(y.shape, 3)))([x, w])];
    };
  });
});

describe('pooling', () => {
  for (const kind of ['maxPool', 'avgPool'] as const) {
    agrees(kind, (next) => {
      const [window, stride] = [pick(next, 1, 4), pick(next, 1, 3)];
      // The CPU gradient of a padded average is wrong (see gradients.test.ts, which checks ours by differences).
      const pad = kind === 'avgPool' ? 'valid' : padding(next);
      const shape = [pick(next, 1, 3), pick(next, 4, 9), pick(next, 4, 9), pick(next, 1, 9)];
      return () => {
        const pool = (x: Tensor): Tensor => tf[kind](x as Tensor4D, window, stride, pad);
        const x = noise(shape, 1, -2, -0.1);
        const y = pool(x);
        return [y, tf.grad((a) => tf.mul(pool(a), noise(y.shape, 2)))(x)];
      };
    });
  }

  for (const kind of ['maxPool3d', 'avgPool3d'] as const) {
    agrees(kind, (next) => {
      const [window, stride] = [pick(next, 1, 3), pick(next, 1, 2)];
      const pad = kind === 'avgPool3d' ? 'valid' : padding(next);
      const shape = [
        pick(next, 1, 2),
        ...[pick(next, 3, 5), pick(next, 3, 5), pick(next, 3, 6)],
        pick(next, 1, 6),
      ];
      return () => {
        const pool = (x: Tensor): Tensor => tf[kind](x as Tensor5D, window, stride, pad);
        const x = noise(shape, 1, -2, -0.1);
        const y = pool(x);
        return [y, tf.grad((a) => tf.mul(pool(a), noise(y.shape, 2)))(x)];
      };
    });
  }
});

describe('operations on elements', () => {
  const unary: Record<string, (x: Tensor) => Tensor> = {
    relu: tf.relu,
    relu6: (x) => tf.relu6(tf.mul(x, 4)),
    elu: tf.elu,
    leakyRelu: tf.leakyRelu,
    sigmoid: tf.sigmoid,
    tanh: tf.tanh,
    softplus: tf.softplus,
    exp: tf.exp,
    log: (x) => tf.log(tf.abs(x)),
    sqrt: (x) => tf.sqrt(tf.abs(x)),
    rsqrt: (x) => tf.rsqrt(tf.add(tf.abs(x), 0.1)),
    square: tf.square,
    neg: tf.neg,
    reciprocal: (x) => tf.reciprocal(tf.add(tf.abs(x), 0.1)),
    clip: (x) => tf.clipByValue(x, -0.5, 0.7),
    step: (x) => tf.step(x, 0.3),
  };
  for (const [name, operation] of Object.entries(unary)) {
    agrees(name, (next) => {
      const size = pick(next, 1, 40_000);
      return () => operation(noise([size], 1, -5, 5));
    });
  }

  const binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'squaredDifference'] as const;
  for (const name of binary) {
    agrees(`${name}, all ways of broadcasting`, (next) => {
      const [a, b, c] = [pick(next, 1, 5), pick(next, 1, 7), pick(next, 1, 9)];
      const shapes = [[a, b, c], [c], [1], [b, c], [a, b, 1], [a, 1, c], [1, b, 1], [1, 1, c]];
      const left = shapes[pick(next, 0, 7)] as number[];
      const right = shapes[pick(next, 0, 7)] as number[];
      return () => tf[name](noise(left, 1), noise(right, 2, 0.5, 2));
    });
  }

  for (const name of ['greater', 'greaterEqual', 'less', 'lessEqual', 'equal', 'notEqual'] as const) {
    agrees(name, (next) => {
      const shape = [pick(next, 1, 5), pick(next, 1, 9)];
      const single = next() < 0.5;
      return () =>
        tf[name](tf.round(noise(shape, 1, -2, 2)), tf.round(noise(single ? [1] : shape, 2, -2, 2)));
    });
  }

  agrees('where, casts, fills', (next) => {
    const shape = [pick(next, 1, 5), pick(next, 1, 9)];
    return () => {
      const [a, b] = [noise(shape, 1, -3, 3), noise(shape, 2)];
      const positive = tf.greater(a, 0);
      const whole = tf.cast(a, 'int32');
      return [
        tf.where(positive, a, b),
        tf.cast(positive, 'float32'),
        whole,
        tf.cast(whole, 'float32'),
        tf.zerosLike(a),
      ];
    };
  });
});

describe('reductions', () => {
  for (const name of ['sum', 'mean', 'max'] as const) {
    agrees(`${name} over any axes`, (next) => {
      const shape = [pick(next, 1, 40), pick(next, 1, 9), pick(next, 1, 40), pick(next, 1, 40)];
      const axes = [0, 1, 2, 3].filter(() => next() < 0.5);
      return () => tf[name](noise(shape, 1), axes.length === 0 ? undefined : axes, next() < 0.5);
    });
  }

  agrees('the gradient of max, with equal maxima', (next) => {
    const shape = [pick(next, 1, 40), pick(next, 1, 30), pick(next, 1, 40)];
    const axis = pick(next, 0, 2);
    const keepDims = next() < 0.5;
    return () => {
      const highest = (x: Tensor): Tensor => tf.max(x, axis, keepDims);
      const x = tf.round(noise(shape, 1, -3, 3));
      return tf.grad((a) => tf.mul(highest(a), noise(highest(x).shape, 2)))(x);
    };
  });

  agrees('softmax and its logarithm', (next) => {
    const shape = [pick(next, 1, 9), pick(next, 1, 20)];
    return () => {
      const x = noise(shape, 1, -9, 9);
      const weights = noise(shape, 2);
      return [tf.softmax(x), tf.logSoftmax(x), tf.grad((a) => tf.mul(tf.softmax(a), weights))(x)];
    };
  });

  agrees('batch normalization', (next) => {
    const channels = pick(next, 1, 21);
    const shape = [pick(next, 1, 4), pick(next, 1, 30), channels];
    return () =>
      tf.batchNorm(
        noise(shape, 1) as Tensor3D,
        noise([channels], 2) as never,
        noise([channels], 3, 0.5, 2) as never,
        noise([channels], 4) as never,
        noise([channels], 5) as never,
      );
  });
});

describe('layout', () => {
  agrees('transposes', (next) => {
    const rank = pick(next, 1, 4);
    const shape = Array.from({ length: rank }, () => pick(next, 1, 6));
    const order = shape.map((_, axis) => axis).sort(() => next() - 0.5);
    return () => tf.transpose(noise(shape, 1), order);
  });

  agrees('slices, pads, tiles, joins and parts', (next) => {
    const shape = [pick(next, 2, 5), pick(next, 2, 6), pick(next, 2, 7)];
    const axis = pick(next, 0, 2);
    const begin = shape.map((size) => pick(next, 0, size - 1));
    const size = shape.map((length, i) => pick(next, 1, length - (begin[i] as number)));
    return () => {
      const x = noise(shape, 1);
      const pad = shape.map(() => [1, 2] as [number, number]);
      return [
        tf.slice(x, begin, size),
        tf.pad(x, pad, 0.5),
        tf.tile(x, [2, 1, 3]),
        tf.concat([x, noise(shape, 2), x], axis),
        tf.stack([x, noise(shape, 3)], axis),
        ...tf.unstack(x, axis),
        ...tf.split(x, [1, (shape[axis] as number) - 1], axis),
      ];
    };
  });

  agrees('gather and its gradient', (next) => {
    const rows = pick(next, 1, 9);
    const indices = Array.from({ length: pick(next, 1, 12) }, () => pick(next, 0, rows - 1));
    return () => {
      const x = noise([rows, 5], 1);
      const gather = (a: Tensor): Tensor => tf.gather(a, tf.tensor1d(indices, 'int32'));
      return [gather(x), tf.grad((a) => tf.square(gather(a)))(x)];
    };
  });
});
