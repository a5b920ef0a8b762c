const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(120);
const folds = 3;

function createModel() {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

(async () => {
  for (let fold = 0; fold < folds; fold += 1) {
    const chosen = points.map((_, i) => i).filter((i) => i % folds !== fold);
    const model = createModel();
    await model.fit(
      tf.tensor2d(chosen.map((i) => points[i])),
      tf.oneHot(tf.tensor1d(chosen.map((i) => classes[i]), 'int32'), 3),
      { epochs: 3, batchSize: 16 },
    );
    console.log('fold', fold);
  }
})();
