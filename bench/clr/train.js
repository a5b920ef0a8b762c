// A small convolutional network on 28 x 28 pictures in ten classes, as its author would write it.
//   node train.js FILE momentum|adam
const fs = require('node:fs');
const tf = require('@tensorflow/tfjs-node');

const [file, optimizer] = process.argv.slice(2);
const PIXELS = 28 * 28;
const TRAINING_EXAMPLES = 4000;

const bytes = fs.readFileSync(file);
const count = bytes.length / (1 + PIXELS);
const labels = Array.from({ length: count }, (_, i) => bytes[i * (1 + PIXELS)]);
const pixels = new Float32Array(count * PIXELS);
for (let i = 0; i < count; i++) {
  for (let k = 0; k < PIXELS; k++) pixels[i * PIXELS + k] = bytes[i * (1 + PIXELS) + 1 + k] / 255;
}
const x = tf.tensor4d(pixels, [count, 28, 28, 1]);
const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);

const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
model.compile({
  optimizer: optimizer === 'adam' ? tf.train.adam(0.001) : tf.train.momentum(0.01, 0.9),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});
model.fit(x.slice([0, 0, 0, 0], [TRAINING_EXAMPLES, -1, -1, -1]), y.slice([0, 0], [TRAINING_EXAMPLES, -1]), {
  batchSize: 50,
  epochs: 8,
  validationData: [x.slice([TRAINING_EXAMPLES, 0, 0, 0]), y.slice([TRAINING_EXAMPLES, 0])],
});
