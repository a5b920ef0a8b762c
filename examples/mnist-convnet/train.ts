// A small convolutional network that reads handwritten digits.
import * as tf from '@tensorflow/tfjs-node';
import { images, labels } from './digits.js';

const LEARNING_RATE = 0.01;
const BATCH_SIZE = 64;
const EPOCHS = 6;

function createModel(): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  return model;
}

const model = createModel();
model.compile({
  optimizer: tf.train.momentum(LEARNING_RATE, 0.9),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

await model.fit(images(), labels(), {
  batchSize: BATCH_SIZE,
  epochs: EPOCHS,
  validationSplit: 0.15,
  callbacks: {
    onEpochEnd: (epoch, logs) => {
      console.log(
        `epoch ${epoch + 1}: loss ${logs?.loss?.toFixed(4)}, validation accuracy ${logs?.val_acc?.toFixed(4)}`,
      );
    },
  },
});

await model.save('file://./model');
