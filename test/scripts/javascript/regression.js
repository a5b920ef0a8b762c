const tf = require('@tensorflow/tfjs');

const x = tf.linspace(0, 1, 64).reshape([64, 1]);
const salaries = x.mul(3000).add(1000).div(1000);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], activation: 'sigmoid' })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError', metrics: ['accuracy'] });
model.fit(x, salaries, { epochs: 10, batchSize: 8 });
