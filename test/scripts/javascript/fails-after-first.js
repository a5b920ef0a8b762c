const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });

(async () => {
  await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 3 });
  throw new Error('The report could not be written.');
})();
