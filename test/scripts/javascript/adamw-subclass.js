const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

class AdamW extends tf.AdamOptimizer {
  constructor(learningRate, decay) {
    super(learningRate, 0.9, 0.999, 1e-7);
    this.weightDecay = decay;
  }

  applyGradients(gradients) {
    const names = Array.isArray(gradients) ? gradients.map((g) => g.name) : Object.keys(gradients);
    for (const name of names) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(variable.mul(1 - this.learningRate * this.weightDecay)));
    }
    super.applyGradients(gradients);
  }
}

const { points, classes } = blobs(96);
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});
model.compile({ optimizer: new AdamW(0.01, 0.004), loss: 'categoricalCrossentropy' });
model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 5, batchSize: 8 });
