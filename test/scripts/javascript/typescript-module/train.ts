import * as tf from '@tensorflow/tfjs-node';
import type { Points } from './points.js';
import { makePoints } from './points.js';

class Trainer {
  private readonly model = tf.sequential();

  constructor(private readonly rate: number) {
    this.model.add(tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' }));
    this.model.compile({ optimizer: tf.train.sgd(this.rate), loss: 'categoricalCrossentropy' });
  }

  async train({ points, classes }: Points): Promise<void> {
    await this.model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), {
      epochs: 5,
      batchSize: 8,
    });
  }
}

await new Trainer(0.05).train(makePoints(96));
