import * as tf from '@tensorflow/tfjs';
import { blobs } from './data/blobs.js';

const { points, classes } = blobs(240);
const input = tf.input({ shape: [2] });
const hidden = tf.layers.dense({ units: 8, activation: 'tanh' }).apply(input);
const output = tf.layers.dense({ units: 3, activation: 'softmax' }).apply(hidden);
const model = tf.model({ inputs: input, outputs: output });
model.compile({ optimizer: tf.train.rmsprop(0.003), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), {
  epochs: 5,
  batchSize: 24,
  validationSplit: 0.2,
  callbacks: [tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 0 })],
});
console.log('trained');
