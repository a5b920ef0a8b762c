const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const input = tf.input({ shape: [2] });
const hidden = tf.layers.dense({ units: 8, activation: 'relu' }).apply(input);
const distance = tf.layers.dense({ units: 1, name: 'distance' }).apply(hidden);
const kind = tf.layers.dense({ units: 3, activation: 'softmax', name: 'kind' }).apply(hidden);
const model = tf.model({ inputs: input, outputs: [distance, kind] });
model.compile({
  optimizer: tf.train.adam(0.01),
  loss: ['meanSquaredError', 'categoricalCrossentropy'],
  metrics: { kind: 'accuracy' },
});
model
  .fit(
    tf.tensor2d(points),
    [tf.tensor2d(points.map(([a, b]) => [Math.hypot(a, b)])), tf.oneHot(tf.tensor1d(classes, 'int32'), 3)],
    { epochs: 4, batchSize: 8 },
  )
  .then(({ history }) => console.log(Object.keys(history).join()));
