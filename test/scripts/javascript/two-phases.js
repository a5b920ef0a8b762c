const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const x = tf.tensor2d(points);
const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});

async function train(learningRate, epochs, callbacks) {
  model.compile({ optimizer: tf.train.adam(learningRate), loss: 'categoricalCrossentropy' });
  const { epoch } = await model.fit(x, y, { epochs, batchSize: 16, callbacks });
  console.log(`at ${learningRate}: ${epoch.length} epochs`);
}

(async () => {
  // No change is large enough for it, so it stops in its second epoch.
  await train(0.01, 10, tf.callbacks.earlyStopping({ monitor: 'loss', minDelta: 100 }));
  await train(0.001, 5, tf.callbacks.earlyStopping({ monitor: 'loss', minDelta: 100 }));
})();
