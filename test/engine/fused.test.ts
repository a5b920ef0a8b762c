import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel, ModelCompileArgs, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { largestError, noise, onBoth, pick, random, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

const L = tf.layers;
type Loss = (target: Tensor, prediction: Tensor) => Tensor;

/** The loss function that a model uses after `compile`. */
function compiledLoss(loss: ModelCompileArgs['loss'] = 'categoricalCrossentropy'): Loss {
  const inputs = tf.input({ shape: [2] });
  const model = tf.model({ inputs, outputs: L.dense({ units: 2 }).apply(inputs) as never });
  model.compile({ optimizer: 'sgd', loss });
  return (model as unknown as { lossFunctions: Loss[] }).lossFunctions[0] as Loss;
}

async function kernelsOf(body: () => unknown): Promise<string[]> {
  await tf.setBackend('lr-tuner');
  const { kernels } = await tf.profile(() => void body());
  return kernels.map(({ name }) => name);
}

describe('categorical cross-entropy', () => {
  const gradients = (loss: Loss, target: Tensor, prediction: Tensor): Tensor[] => {
    const weights = noise(prediction.shape.slice(0, -1), 5);
    return tf.grads((t: Tensor, p: Tensor) => tf.sum(tf.mul(loss(t, p), weights)))([target, prediction]);
  };

  it('and its gradients are those of the CPU backend', () => {
    const loss = compiledLoss();
    for (let round = 1; round <= 20; round++) {
      const next = random(round * 7919);
      const shape = [pick(next, 1, 9), ...(next() < 0.5 ? [pick(next, 1, 4)] : []), pick(next, 2, 40)];
      const { ours, cpu } = onBoth(() => {
        const target = noise(shape, 1, 0, 1);
        const prediction = tf.softmax(noise(shape, 2, -30, 30)); // many below the lower limit
        return [loss(target, prediction), ...gradients(loss, target, prediction)];
      });
      expect(largestError(ours, cpu), `round ${round}`).toBeLessThan(1e-4);
    }
  });

  it('takes predictions that are no softmax, targets of whole numbers, and rows enough for several threads', () => {
    const loss = compiledLoss();
    const { ours, cpu } = onBoth(() => {
      const prediction = noise([70, 501], 2, 0.1, 3);
      const classes = tf.range(0, 70, 1, 'int32');
      return [
        loss(tf.oneHot(classes, 501), prediction),
        ...gradients(loss, tf.cast(tf.oneHot(classes, 501), 'float32'), prediction),
      ];
    });
    expect(largestError(ours, cpu)).toBeLessThan(1e-4);
  });

  it.each([
    ['NaN', [NaN, 0.5, 0.5]],
    ['infinity', [Infinity, 0.5, 0.5]],
    ['zeros', [0, 0, 0]],
    ['a certain error', [0, 0, 1]],
  ])('a prediction of %s gives what the CPU backend gives, also where the target is 0', (_, row) => {
    const loss = compiledLoss();
    const { ours, cpu } = onBoth(() => {
      const target = tf.tensor2d([[0, 1, 0]]);
      const prediction = tf.tensor2d([row]);
      return [loss(target, prediction), gradients(loss, target, prediction)[1] as Tensor];
    });
    expect(ours).toEqual(cpu);
  });

  it('is one kernel each way for one output, for several in order and by name; other losses stay', async () => {
    const train = async (loss: ModelCompileArgs['loss']): Promise<string[]> => {
      const input = tf.input({ shape: [4] });
      const outputs = ['first', 'second'].map(
        (name) => L.dense({ units: 3, activation: 'softmax', name }).apply(input) as never,
      );
      const model = tf.model({ inputs: input, outputs });
      model.compile({ optimizer: 'sgd', loss });
      const y = tf.oneHot(tf.tensor1d([0, 1], 'int32'), 3);
      return await kernelsOf(() => model.trainOnBatch(tf.ones([2, 4]), [y, y]));
    };
    const times = (kernels: string[]): number =>
      kernels.filter((kernel) => kernel === 'LrTunerCrossEntropyGrad').length;
    const name = 'categoricalCrossentropy';
    expect(times(await train(name))).toBe(2);
    expect(times(await train(['meanSquaredError', name]))).toBe(1);
    expect(times(await train({ first: name, second: 'meanSquaredError' }))).toBe(1);
    expect(times(await train('meanSquaredError'))).toBe(0);
    expect(compiledLoss(name).name).toMatch(/^categoricalCrossentropy/);
    const own: Loss = (target, prediction) => tf.losses.absoluteDifference(target, prediction);
    expect(compiledLoss(own)).toBe(own);
  });
});

describe('dense and convolutional layers', () => {
  const model = (): LayersModel =>
    tf.sequential({
      layers: [
        L.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 2] }),
        L.flatten(),
        L.dense({ units: 5, activation: 'relu' }),
        L.dense({ units: 3 }),
      ],
    });

  it('are one kernel each, and no gradient is computed that nobody needs', async () => {
    const trained = model();
    trained.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const kernels = await kernelsOf(() => trained.trainOnBatch(noise([4, 6, 6, 2], 1), noise([4, 3], 2)));
    const forward = ['LrTunerConv2DRelu', 'LrTunerDenseRelu', 'LrTunerDense'];
    expect(kernels.filter((kernel) => forward.includes(kernel))).toEqual(forward);
    expect(kernels).toContain('Conv2DBackpropFilter');
    expect(kernels).not.toContain('Conv2DBackpropInput');
    expect(kernels).not.toContain('Relu');
  });

  it('have the gradients of their gradients', () => {
    const { ours, cpu } = onBoth(() => {
      const trained = model();
      // Weights at random would now and then leave no unit of the ReLU layer alive, and so no gradient.
      trained.setWeights(trained.getWeights().map(({ shape }, i) => noise(shape, i + 10)));
      const output = (x: Tensor): Tensor => tf.sum(tf.square(trained.apply(x) as Tensor));
      return tf.grad((x) => tf.sum(tf.square(tf.grad(output)(x))))(noise([2, 6, 6, 2], 3) as Tensor4D);
    });
    expect(ours.some((value) => value !== 0)).toBe(true);
    expect(largestError(ours, cpu)).toBeLessThan(1e-4);
  });
});
