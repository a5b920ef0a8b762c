const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-node');
const { blobs } = require('./data/blobs');

tf.setBackend('tensorflow');

const { points, classes } = blobs(96);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' }));
model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 10, batchSize: 16 });
