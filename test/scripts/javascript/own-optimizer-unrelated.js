const tf = require('@tensorflow/tfjs');
const { blobs } = require('./data/blobs');

// Of no class of the package's: what a model needs of an optimizer are these methods.
class Descent {
  constructor(learningRate) {
    this.learningRate = learningRate;
  }

  minimize(loss, returnCost, variables) {
    const { value, grads } = this.computeGradients(loss, variables);
    this.applyGradients(grads);
    return returnCost ? value : null;
  }

  computeGradients(loss, variables) {
    return tf.variableGrads(loss, variables);
  }

  applyGradients(gradients) {
    for (const [name, gradient] of Object.entries(gradients)) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(variable.sub(gradient.mul(this.learningRate))));
    }
  }
}

const { points, classes } = blobs(96);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [2] }));
model.compile({ optimizer: new Descent(0.1), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const labels = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
model.fit(tf.tensor2d(points), labels, { epochs: 20, batchSize: 32 });
