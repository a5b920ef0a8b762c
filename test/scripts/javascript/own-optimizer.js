const tf = require('@tensorflow/tfjs');

// Moves by the sign of the gradient only.
class SignDescent extends tf.Optimizer {
  constructor(learningRate) {
    super();
    this.learningRate = learningRate;
  }

  applyGradients(gradients) {
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const { name, tensor } of list) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(variable.sub(tensor.sign().mul(this.learningRate))));
    }
  }
}

const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = new SignDescent(0.05);
for (let step = 0; step < 100; step += 1) optimizer.minimize(() => w.square().sum());
