import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.adam(0.1);
for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum());
