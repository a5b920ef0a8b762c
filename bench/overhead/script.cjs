// A training script of a given width that trains a block of steps whenever it is told to, and answers with the
// processor time that the block took, in milliseconds. On its own it puts the embedded engine in place itself, so that
// both sides of the comparison compute in the same way.
const net = require('node:net');
const readline = require('node:readline');
const tf = require('@tensorflow/tfjs');

const [distFolder, width, steps, port] = process.argv.slice(2);
if (process.env.LR_TUNER_PLAN === undefined) {
  require(`${distFolder}/engine.cjs`).installEngine(tf, { threads: 1, wasmFolder: distFolder });
}

const model = tf.sequential({
  layers: [
    tf.layers.dense({ units: Number(width), inputShape: [Number(width)], activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });

const batchSize = 64;
const x = tf.randomNormal([batchSize * Number(steps), Number(width)]);
const y = tf.oneHot(tf.randomUniform([batchSize * Number(steps)], 0, 10, 'int32'), 10);

async function main() {
  const socket = net.connect(Number(port), '127.0.0.1');
  socket.write('ready\n');
  const orders = readline.createInterface({ input: socket });
  for await (const order of orders) {
    if (order !== 'go') throw new Error(`An unknown order: ${order}`);
    const begun = process.cpuUsage();
    await model.fit(x, y, { batchSize, epochs: 1, verbose: 0 });
    const { user, system } = process.cpuUsage(begun);
    socket.write(`${(user + system) / 1000}\n`);
  }
}
main();
