import * as tf from '@tensorflow/tfjs';

export enum Activation {
  Relu = 'relu',
  Tanh = 'tanh',
}

export function createModel(activation: Activation): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 8, inputShape: [2], activation }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  return model;
}
