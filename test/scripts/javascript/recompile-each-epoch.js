const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const x = tf.tensor2d(points);
const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});

(async () => {
  for (let epoch = 0; epoch < 12; epoch += 1) {
    model.compile({ optimizer: tf.train.adam(0.01 * 0.9 ** epoch), loss: 'categoricalCrossentropy' });
    await model.fit(x, y, { epochs: 1, batchSize: 12 });
  }
})();
