const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const x = tf.tensor2d(points);
const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);

async function tryOut(units, optimizer) {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, inputShape: [2], activation: 'relu' }));
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  model.compile({ optimizer: optimizer(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 16 });
  return history.acc.at(-1);
}

(async () => {
  for (const units of [4, 8]) {
    for (const optimizer of [tf.train.sgd, tf.train.adam]) console.log(units, await tryOut(units, optimizer));
  }
})();
