// A training script of a given width; on its own it puts the embedded engine in place itself, so that both sides of
// the comparison compute in the same way. Prints the processor time of a step, in milliseconds.
const tf = require('@tensorflow/tfjs');

const [distFolder, width, steps] = process.argv.slice(2);
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
const batches = 50;
const x = tf.randomNormal([batchSize * batches, Number(width)]);
const y = tf.oneHot(tf.randomUniform([batchSize * batches], 0, 10, 'int32'), 10);

async function main() {
  // The first epoch compiles and allocates.
  await model.fit(x, y, { batchSize, epochs: 1, verbose: 0 });
  const begun = process.cpuUsage();
  await model.fit(x, y, { batchSize, epochs: Math.ceil(Number(steps) / batches), verbose: 0 });
  const { user, system } = process.cpuUsage(begun);
  console.log(`ms per step: ${(user + system) / 1000 / (Math.ceil(Number(steps) / batches) * batches)}`);
}
main();
