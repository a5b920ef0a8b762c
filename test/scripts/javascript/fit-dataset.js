const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(160);
const xs = tf.data.array(points);
const ys = tf.data.array(classes).map((k) => tf.oneHot(tf.scalar(k, 'int32'), 3).toFloat());
const dataset = tf.data.zip({ xs, ys }).shuffle(100).batch(16);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }));
model.add(tf.layers.dropout({ rate: 0.2 }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

model.fitDataset(dataset, { epochs: 2, batchesPerEpoch: 6 });
