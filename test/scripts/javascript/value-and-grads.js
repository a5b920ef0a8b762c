const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([0.5, -0.5]), true, 'w');
const x = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
const y = tf.tensor1d([1, 2, 3]);
const optimizer = tf.train.adadelta(0.5);

const gradient = tf.valueAndGrad((weights) => x.mul(weights).sum(1).sub(y).square().mean());
for (let step = 0; step < 70; step += 1) {
  const { value, grad } = gradient(w);
  optimizer.applyGradients({ w: grad });
  value.dispose();
}
