const tf = require('@tensorflow/tfjs');

const slope = tf.variable(tf.scalar(0));
const x = tf.linspace(-1, 1, 32);
const y = x.mul(3);
const optimizer = tf.train.sgd(0.1);

for (let i = 0; i < 300; i += 1) {
  const before = slope.dataSync()[0];
  optimizer.minimize(() => slope.mul(x).sub(y).square().mean());
  const step = Math.abs(slope.dataSync()[0] - before);
  if (step > 0.3) throw new Error('That step is too large.');
}
