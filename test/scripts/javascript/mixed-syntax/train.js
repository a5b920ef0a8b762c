import * as tf from '@tensorflow/tfjs';

import { createModel } from './model';
import { epochs } from './settings.json';

const { blobs } = require('../data/blobs');

async function main() {
  const { points, classes } = blobs(96);
  const model = createModel();
  await model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), { epochs, batchSize: 16 });
}

if (require.main === module) {
  main();
}
