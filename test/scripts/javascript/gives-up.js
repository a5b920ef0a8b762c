const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });

model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), {
  batchSize: 16,
  epochs: 3,
  callbacks: {
    onEpochEnd(epoch, { loss }) {
      if (!(loss < 1e3)) throw new Error(`The loss exploded in epoch ${epoch + 1}.`);
    },
  },
});
