const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const optimizer = tf.train.adam(0.01);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});
model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), {
  epochs: 8,
  batchSize: 12,
  callbacks: {
    onEpochEnd: (epoch) => {
      optimizer.learningRate = 0.01 / (1 + epoch);
    },
  },
});
