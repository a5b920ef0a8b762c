const tf = require('@tensorflow/tfjs');

const generator = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
const discriminator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }),
    tf.layers.dense({ units: 1 }),
  ],
});
const generatorOptimizer = tf.train.adam(0.0002, 0.5);
const discriminatorOptimizer = tf.train.adam(0.0004, 0.5);

const real = () => tf.randomNormal([16, 2], 2, 0.5);
const noise = () => tf.randomNormal([16, 4]);
const score = (logits, label) => tf.losses.sigmoidCrossEntropy(tf.fill([16, 1], label), logits);
const trainable = (model) => model.trainableWeights.map((weight) => weight.val);

for (let step = 0; step < 120; step += 1) {
  discriminatorOptimizer.minimize(
    () => {
      const fake = generator.apply(noise());
      return score(discriminator.apply(real()), 1).add(score(discriminator.apply(fake), 0)).asScalar();
    },
    false,
    trainable(discriminator),
  );
  generatorOptimizer.minimize(
    () => score(discriminator.apply(generator.apply(noise())), 1).asScalar(),
    false,
    trainable(generator),
  );
}
