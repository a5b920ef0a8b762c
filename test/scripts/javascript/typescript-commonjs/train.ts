import * as tf from '@tensorflow/tfjs';
import { createModel, Activation } from './model';
import { blobs } from '../data/blobs';

async function train(): Promise<void> {
  const { points, classes } = blobs(96) as { points: number[][]; classes: number[] };
  const model: tf.LayersModel = createModel(Activation.Relu);
  await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs: 5, batchSize: 8 });
}

if (require.main === module) void train();
