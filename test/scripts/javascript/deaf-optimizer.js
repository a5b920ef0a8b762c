const tf = require('@tensorflow/tfjs');

// Keeps the rate it was made with, whatever is set later.
class Stubborn extends tf.Optimizer {
  #rate;

  constructor(learningRate) {
    super();
    this.#rate = learningRate;
    this.learningRate = learningRate;
  }

  applyGradients(gradients) {
    for (const [name, tensor] of Object.entries(gradients)) {
      const variable = tf.engine().registeredVariables[name];
      tf.tidy(() => variable.assign(variable.sub(tensor.mul(this.#rate))));
    }
  }

  minimize(f) {
    const { value, grads } = this.computeGradients(f);
    this.applyGradients(grads);
    value.dispose();
  }
}

const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = new Stubborn(0.05);
for (let step = 0; step < 100; step += 1) optimizer.minimize(() => w.square().sum());
