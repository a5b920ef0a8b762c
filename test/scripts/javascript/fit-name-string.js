const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(192);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, inputShape: [2], activation: 'relu' }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });

model
  .fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 4 })
  .then(() => console.log('trained'));
