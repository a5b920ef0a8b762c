const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(64);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 1, inputShape: [2], activation: 'sigmoid' }));
model.compile({ optimizer: tf.train.adagrad(0.1), loss: 'binaryCrossentropy' });

(async () => {
  const x = tf.tensor2d(points);
  const y = tf.tensor2d(classes.map((k) => [k === 0 ? 1 : 0]));
  for (let step = 0; step < 80; step += 1) {
    const loss = await model.trainOnBatch(x, y);
    if (step % 20 === 0) console.log(step, loss);
  }
})();
