import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../src/engine';
import { BATCH, CLASSES, type ModelName } from './protocol';

/** The shapes of one input. */
export const INPUTS: Readonly<Record<ModelName, number[]>> = {
  mlp: [784],
  convnet: [28, 28, 1],
  cifar: [32, 32, 3],
  lstm: [28, 28],
};

/** The four models of the comparison; initial weights come from seeds, so all engines of TensorFlow.js start alike. */
export function buildModel(tf: TensorFlow, name: ModelName): LayersModel {
  const { layers } = tf;
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const inputShape = INPUTS[name];
  const output = layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: seeded(9) });
  const model = tf.sequential();
  switch (name) {
    case 'mlp':
      model.add(layers.dense({ units: 128, activation: 'relu', inputShape, kernelInitializer: seeded(1) }));
      break;
    case 'convnet':
      for (const [i, filters] of [16, 32].entries()) {
        model.add(
          layers.conv2d({
            filters,
            kernelSize: 3,
            padding: 'same',
            activation: 'relu',
            kernelInitializer: seeded(i + 1),
            ...(i === 0 ? { inputShape } : {}),
          }),
        );
        model.add(layers.maxPooling2d({ poolSize: 2 }));
      }
      model.add(layers.flatten());
      break;
    case 'cifar':
      for (const [i, filters] of [32, 64, 128].entries()) {
        model.add(
          layers.conv2d({
            filters,
            kernelSize: 3,
            padding: 'same',
            useBias: false,
            kernelInitializer: seeded(i + 1),
            ...(i === 0 ? { inputShape } : {}),
          }),
        );
        model.add(layers.batchNormalization());
        model.add(layers.activation({ activation: 'relu' }));
        model.add(layers.maxPooling2d({ poolSize: 2 }));
      }
      model.add(layers.flatten());
      break;
    case 'lstm':
      model.add(
        layers.lstm({
          units: 64,
          inputShape,
          kernelInitializer: seeded(1),
          recurrentInitializer: seeded(2),
        }),
      );
      break;
  }
  model.add(output);
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** One batch of uniform noise with classes in turn: the same for every engine. */
export function buildBatch(tf: TensorFlow, name: ModelName): [x: Tensor, y: Tensor] {
  const shape = [BATCH, ...INPUTS[name]];
  let state = 7;
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // D. Knuth's linear congruential generator
    return state / 2 ** 32;
  });
  const labels = new Float32Array(BATCH * CLASSES);
  for (let i = 0; i < BATCH; i++) labels[i * CLASSES + (i % CLASSES)] = 1;
  return [tf.tensor(values, shape), tf.tensor(labels, [BATCH, CLASSES])];
}
