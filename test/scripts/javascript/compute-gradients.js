const tf = require('@tensorflow/tfjs');

const w = tf.variable(tf.tensor1d([1, 1]));
const optimizer = tf.train.adamax(0.02);

async function loop() {
  for (let step = 0; step < 70; step += 1) {
    const { value, grads } = optimizer.computeGradients(() => w.square().sum());
    optimizer.applyGradients(grads);
    if (step % 10 === 0) console.log((await value.data())[0]);
    tf.dispose([value, grads]);
  }
}
loop();
