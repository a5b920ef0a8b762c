const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([1, -1]));
const x = tf.tensor2d([[1, 2], [2, 1], [0, 1]]);
const optimizer = tf.train.adam(0.01);
const critic = (inputs) => inputs.mul(w).sum(1).square();

for (let step = 0; step < 70; step += 1) {
  optimizer.minimize(() => {
    const slopes = tf.grad((inputs) => critic(inputs).sum())(x);
    const penalty = slopes.square().sum(1).sqrt().sub(1).square().mean();
    return critic(x).mean().add(penalty);
  });
}
