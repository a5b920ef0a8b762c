// When the loss is no number any more, it throws (`throw`), exits with a code (`exit`) or without (`end`), or goes on.
const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points } = blobs(96);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
const x = tf.tensor2d(points);
const y = tf.sum(x, 1, true);

model.fit(x, y, {
  batchSize: 16,
  epochs: 200,
  verbose: 0,
  callbacks: {
    onBatchEnd(batch, { loss }) {
      const how = process.argv[2];
      if (Number.isFinite(loss) || how === undefined) return;
      if (how === 'throw') throw new Error('Loss is NaN');
      process.exit(how === 'exit' ? 1 : 0);
    },
  },
});
