const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 10; i += 1) {
  const batch = tf.randomNormal([8, 2]);
  optimizer.minimize(() => batch.mul(w).square().mean());
  batch.dispose();
}
