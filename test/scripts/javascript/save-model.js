const fs = require('node:fs');
const path = require('node:path');
const tf = require('@tensorflow/tfjs-node');
const { blobs } = require('./data/blobs');

const { points, classes } = blobs(96);
const folder = path.join(process.env.MODEL_FOLDER, 'model');
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })],
});
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });

(async () => {
  for (let round = 0; round < 20; round += 1) {
    await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { batchSize: 24 });
    await model.save(`file://${folder}`);
    fs.writeFileSync(path.join(folder, 'labels.txt'), 'left right top');
  }
})();
