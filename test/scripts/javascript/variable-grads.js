const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const weights = tf.variable(tf.randomNormal([2, 3]));
const bias = tf.variable(tf.zeros([3]));
const x = tf.tensor2d(points);
const labels = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
const optimizer = tf.train.adam(0.01);

for (let step = 0; step < 120; step += 1) {
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, x.matMul(weights).add(bias)),
    );
    optimizer.applyGradients(grads);
    return value;
  });
}
