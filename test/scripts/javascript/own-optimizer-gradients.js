const tf = require('@tensorflow/tfjs');

class SignDescent extends tf.Optimizer {
  constructor(learningRate) {
    super();
    this.learningRate = learningRate;
  }

  applyGradients(gradients) {
    tf.tidy(() => {
      for (const [name, gradient] of Object.entries(gradients)) {
        const variable = tf.engine().registeredVariables[name];
        variable.assign(variable.sub(gradient.sign().mul(this.learningRate)));
      }
    });
  }
}

const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = new SignDescent(0.05);
for (let i = 0; i < 100; i += 1) {
  const { grads } = tf.variableGrads(() => w.square().sum());
  optimizer.applyGradients(grads);
}
