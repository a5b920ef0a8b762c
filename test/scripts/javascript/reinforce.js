const tf = require('@tensorflow/tfjs');

const policy = tf.sequential({
  layers: [
    tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }),
    tf.layers.dense({ units: 2 }),
  ],
});
policy.compile({ optimizer: tf.train.adam(0.005), loss: 'meanSquaredError' });

async function play() {
  for (let move = 0; move < 150; move += 1) {
    const state = [Math.random(), Math.random()];
    const values = tf.tidy(() => policy.predict(tf.tensor2d([state])).dataSync());
    const best = values[0] > values[1] ? 0 : 1;
    const target = [...values];
    target[best] = state[best] + 0.9 * Math.max(...values);
    const x = tf.tensor2d([state]);
    const y = tf.tensor2d([target]);
    await policy.fit(x, y, { epochs: 1, verbose: 0 });
    tf.dispose([x, y]);
  }
}
play();
