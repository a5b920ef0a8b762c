const tf = require('@tensorflow/tfjs');

// Next letter of a word; words shorter than four letters are padded with rows of zeros.
const words = [[0, 1, 2, 0], [1, 2, 0, 1], [2, 0], [0, 1, 2]];
const inputs = words.map((word) => [...word, 0, 0, 0, 0].slice(0, 4));
const targets = words.map((word) =>
  [0, 1, 2, 3].map((i) => (i < word.length ? [0, 1, 2].map((k) => (k === (word[i] + 1) % 3 ? 1 : 0)) : [0, 0, 0])),
);
const model = tf.sequential();
model.add(tf.layers.embedding({ inputDim: 3, outputDim: 6, inputLength: 4 }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(0.05), loss: 'categoricalCrossentropy' });
model.fit(tf.tensor2d(inputs), tf.tensor3d(targets), { epochs: 70, batchSize: 4 });
