const tf = require('@tensorflow/tfjs');

const slope = tf.variable(tf.scalar(0));
const x = tf.linspace(-1, 1, 32);
const y = x.mul(3);
const optimizer = tf.train.sgd(0.1);

for (let i = 0; i < 600; i += 1) {
  if (i === 250) throw new Error('The disk is full.');
  optimizer.minimize(() => slope.mul(x).sub(y).square().mean());
}
