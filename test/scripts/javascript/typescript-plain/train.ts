import * as tf from '@tensorflow/tfjs';

const w: tf.Variable = tf.variable(tf.scalar(4));
const optimizer = tf.train.rmsprop(0.01);
for (let step = 0; step < 80; step += 1) {
  const cost = optimizer.minimize(() => w.square() as tf.Scalar, true)!;
  await cost.data();
}
