const tf = require('@tensorflow/tfjs');

const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
model
  .fit(tf.tensor2d([[1], [2], [3], [4]]), tf.tensor2d([[1], [3], [5], [7]]))
  .then(() => model.predict(tf.tensor2d([[5]])).print());
