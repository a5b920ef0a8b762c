// The weights after each update, for the optimizer that is named on the command line.
const tf = require('@tensorflow/tfjs');

const [name, ...settings] = process.argv.slice(2);
const optimizer = tf.train[name](...settings.map(Number));
const w = tf.variable(tf.tensor1d([0.5, -1.5]));
const weights = [];

process.on('exit', () => console.log(JSON.stringify(weights)));
for (let step = 0; step < 60; step += 1) {
  weights.push([...w.dataSync()]);
  optimizer.minimize(() => w.sub(2).square().sum());
}
