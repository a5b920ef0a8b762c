const { mkdtempSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const tf = require('@tensorflow/tfjs-node');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const x = tf.tensor2d(points);
const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
const parent = process.env.MODEL_FOLDER ?? mkdtempSync(path.join(os.tmpdir(), 'saved-'));
const folder = path.join(parent, 'model');

function compile(model, optimizer) {
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
}

(async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
  });
  compile(model, tf.train.sgd(0.1));
  await model.fit(x, y, { batchSize: 24, epochs: 10, verbose: 0 });
  await model.save(`file://${folder}`);

  const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
  const again = await tf.loadLayersModel(tf.io.fileSystem(path.join(folder, 'model.json')));
  const [before, ...after] = [model, loaded, again].map((one) => one.predict(x).arraySync());
  console.log(`as saved: ${after.every((values) => JSON.stringify(values) === JSON.stringify(before))}`);
  compile(loaded, tf.train.adam(0.01));
  await loaded.fit(x, y, { batchSize: 24, epochs: 40, verbose: 0 });
})();
