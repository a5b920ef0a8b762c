const tf = require('@tensorflow/tfjs');

const x = tf.randomNormal([96, 4]);
const y = tf.oneHot(x.slice([0, 0], [96, 3]).argMax(1), 3).toFloat();

const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
// The loss alone tells that this is a classification.
model.add(tf.layers.reshape({ targetShape: [3] }));
model.compile({
  optimizer: tf.train.adam(0.01),
  loss: 'categoricalCrossentropy',
  metrics: [tf.metrics.categoricalAccuracy],
});

model.fit(x, y, {
  epochs: 5,
  batchSize: 16,
  callbacks: {
    onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss.toFixed(3), logs.categoricalAccuracy.toFixed(3)),
  },
});
