const tf = require('@tensorflow/tfjs');

const x = tf.randomNormal([96, 4]);
const labels = x.slice([0, 0], [96, 3]).argMax(1).toFloat();

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({
  optimizer: tf.train.rmsprop(0.001, 0.9, 0.9),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});
model.fit(x, labels, { epochs: 5, batchSize: 16 });
