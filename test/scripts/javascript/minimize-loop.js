const tf = require('@tensorflow/tfjs');

const slope = tf.variable(tf.scalar(0));
const offset = tf.variable(tf.scalar(0));
const x = tf.linspace(-1, 1, 32);
const y = x.mul(3).add(1);
const optimizer = tf.train.sgd(0.1);

for (let i = 0; i < 300; i += 1) {
  optimizer.minimize(() => slope.mul(x).add(offset).sub(y).square().mean());
}
console.log(slope.dataSync()[0], offset.dataSync()[0]);
