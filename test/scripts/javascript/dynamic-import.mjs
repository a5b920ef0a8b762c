const { default: tf } = await import('@tensorflow/tfjs');
const { blobs } = await import('./data/blobs.js');

const { points, classes } = blobs(96);
const model = tf.sequential();
model.add(tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' }));
model.compile({ optimizer: tf.train.adamax(0.01), loss: 'categoricalCrossentropy' });
await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 5, batchSize: 8 });
