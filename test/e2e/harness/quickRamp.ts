/** Quick rather than trustworthy: for tests about the way through, not about the answer. */
export const settings = {
  'lrTuner.rangeTest.steps': 100,
  'lrTuner.rangeTest.maxSteps': 100,
  'lrTuner.rangeTest.seeds': 1,
};
export const QUICK = 'LR Tuner: Find LR Bounds with One Quick Ramp';

export const data = `const x = tf.randomNormal([320, 4], 0, 1, 'float32', 7);
const y = tf.oneHot(x.slice([0, 0], [-1, 1]).greater(0).flatten().toInt(), 2);`;
export const model = `const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2, activation: 'softmax' })] });`;

/** Writes down how it was started. */
export const remembering = `const tf = require('@tensorflow/tfjs');

const { SIZE = '' } = process.env;
const seen = { args: process.argv.slice(2), SIZE, cwd: process.cwd(), options: process.execArgv };
require('node:fs').writeFileSync(__dirname + '/seen.json', JSON.stringify(seen));

${data}
${model}
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
model.fit(x, y, { batchSize: 32, epochs: 4 });
`;
