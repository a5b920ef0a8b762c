const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});
model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'sparseCategoricalCrossentropy', metrics: ['acc'] });

async function run() {
  await model.fit(tf.tensor2d(points), tf.tensor1d(classes), {
    epochs: 3,
    callbacks: {
      onBatchEnd: (batch) => {
        if (batch === 1) model.stopTraining = true;
      },
      onEpochEnd: async (epoch, logs) => console.log(epoch, logs.loss.toFixed(3), logs.acc.toFixed(3)),
    },
  });
}
run();
