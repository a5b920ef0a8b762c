const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([2, 2]));
let rate = 0.1;
for (let step = 0; step < 80; step += 1) {
  tf.train.sgd(rate).minimize(() => w.square().sum());
  rate *= 0.99;
}
