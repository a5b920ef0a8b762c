import '@tensorflow/tfjs';
import { scalar, train, variable } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import * as data from '@tensorflow/tfjs-data';

const scale = variable(scalar(4));
const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: train.adam(0.1), loss: 'meanSquaredError' });

const dataset = data
  .array([1, 2, 3, 4, 5, 6, 7, 8])
  .map((x) => ({ xs: scalar(x).reshape([1]), ys: scale.mul(x).reshape([1]) }))
  .batch(2);
await model.fitDataset(dataset, { epochs: 20 });
