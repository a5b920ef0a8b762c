const tf = require('@tensorflow/tfjs');

const sequences = Array.from({ length: 32 }, (_, i) => Array.from({ length: 6 }, (_, t) => [Math.sin(i + t)]));
const next = sequences.map((_, i) => [Math.sin(i + 6)]);
const model = tf.sequential();
model.add(tf.layers.lstm({ units: 8, inputShape: [6, 1] }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: 'rmsprop', loss: 'meanSquaredError' });
model.fit(tf.tensor3d(sequences), tf.tensor2d(next), { epochs: 10, batchSize: 8 });
