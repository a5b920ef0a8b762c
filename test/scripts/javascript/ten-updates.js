const tf = require('@tensorflow/tfjs');

const xs = tf.tensor1d([0, 1, 2, 3]);
const ys = tf.tensor1d([1.1, 5.9, 16.8, 33.9]);
const a = tf.scalar(Math.random()).variable();
const b = tf.scalar(Math.random()).variable();
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 10; i += 1) {
  optimizer.minimize(() => a.mul(xs.square()).add(b.mul(xs)).sub(ys).square().mean());
}
a.print();
