// Training and validation part of one shuffled data set, and noise that is drawn anew for each example.
const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(160);
const noisy = tf.data.array(points).map(([x, y]) => tf.tensor1d([x + 0.1 * Math.random(), y]));
const ys = tf.data.array(classes).map((k) => tf.oneHot(tf.scalar(k, 'int32'), 3).toFloat());
const shuffled = tf.data.zip({ xs: noisy, ys }).shuffle(160);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }));
model.add(tf.layers.batchNormalization());
model.add(tf.layers.dropout({ rate: 0.2 }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

model.fitDataset(shuffled.take(128).batch(16), {
  epochs: 3,
  validationData: shuffled.skip(128).batch(16),
});
