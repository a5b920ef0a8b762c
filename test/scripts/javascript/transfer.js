const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const x = tf.tensor2d(points);
const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);

const base = tf.layers.dense({ units: 16, inputShape: [2], activation: 'relu' });
const head = tf.layers.dense({ units: 3, activation: 'softmax' });
const model = tf.sequential({ layers: [base, head] });

(async () => {
  base.trainable = false;
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(x, y, { epochs: 3, batchSize: 16 });

  base.trainable = true;
  model.compile({ optimizer: tf.train.adam(0.0001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(x, y, { epochs: 3, batchSize: 16 });
})();
