// Trains one network on one set of pictures of 28 x 28 pixels in ten classes.
const { readFileSync } = require('node:fs');
const { parseArgs } = require('node:util');
const tf = require('@tensorflow/tfjs');

const { values: options } = parseArgs({
  options: {
    // A file of examples: one byte for the class, then one for each pixel.
    data: { type: 'string' },
    // Pixels are divided by this; 1 leaves them at 0 to 255.
    scale: { type: 'string', default: '255' },
    model: { type: 'string', default: 'mlp' },
    optimizer: { type: 'string', default: 'adam' },
    batch: { type: 'string', default: '64' },
    epochs: { type: 'string', default: '8' },
    // The last so many examples are kept for validation.
    validation: { type: 'string', default: '1000' },
  },
});

const CLASSES = 10;
const PIXELS = 28 * 28;

const dense = (units, activation, more = {}) => tf.layers.dense({ units, activation, ...more });
const input = { inputShape: [PIXELS] };
const output = (more = {}) => dense(CLASSES, 'softmax', more);
const convolution = (filters, activation) =>
  tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation });
const picture = () => [
  tf.layers.reshape({ targetShape: [28, 28, 1], ...input }),
  tf.layers.averagePooling2d({ poolSize: 2 }),
];
const normalized = (filters) => [
  convolution(filters, 'linear'),
  tf.layers.batchNormalization(),
  tf.layers.reLU(),
];

const models = {
  logreg: () => [output(input)],
  mlp: () => [dense(128, 'relu', input), output()],
  deeprelu: () => [dense(64, 'relu', input), ...Array.from({ length: 5 }, () => dense(64, 'relu')), output()],
  conv: () => [
    ...picture(),
    convolution(8, 'relu'),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    convolution(16, 'relu'),
    tf.layers.flatten(),
    output(),
  ],
  convbn: () => [
    ...picture(),
    ...normalized(8),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    ...normalized(16),
    tf.layers.flatten(),
    output(),
  ],
};

const optimizers = {
  sgd: () => tf.train.sgd(0.01),
  momentum: () => tf.train.momentum(0.01, 0.9),
  adam: () => tf.train.adam(0.001),
  rmsprop: () => tf.train.rmsprop(0.001),
};

function readExamples(file) {
  const bytes = readFileSync(file);
  const count = bytes.length / (1 + PIXELS);
  const scale = Number(options.scale);
  const pixels = new Float32Array(count * PIXELS);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * (1 + PIXELS);
    labels[i] = bytes[start];
    pixels.set(bytes.subarray(start + 1, start + 1 + PIXELS), i * PIXELS);
  }
  const scaled = pixels.map((value) => value / scale);
  return { x: tf.tensor2d(scaled, [count, PIXELS]), y: tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES) };
}

async function main() {
  const { x, y } = readExamples(options.data);
  const kept = Number(options.validation);
  const [trainX, validationX] = tf.split(x, [x.shape[0] - kept, kept]);
  const [trainY, validationY] = tf.split(y, [y.shape[0] - kept, kept]);

  const model = tf.sequential({ layers: models[options.model]() });
  model.compile({
    optimizer: optimizers[options.optimizer](),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { history } = await model.fit(trainX, trainY, {
    batchSize: Number(options.batch),
    epochs: Number(options.epochs),
    validationData: [validationX, validationY],
    verbose: 0,
  });
  console.log(`validation accuracy ${history.val_acc.at(-1)}`);
}

main();
