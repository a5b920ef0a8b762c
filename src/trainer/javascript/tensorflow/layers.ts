/** Layers models: the update inside `fit`, `fitDataset` and `trainOnBatch`, and the accuracy of its batch. */
import type { AccuracyProbes } from './accuracy/probes';
import type { Driver } from '../driver';
import type { Layers, LayersModel, Optimizer, Tensor } from './framework';
import type { Guard } from '../guard';
import type { Moment } from './moment';

/**
 * `Sequential` hands everything to an inner `LayersModel`, so only that class is patched: both would count twice.
 */
export function watchTraining(
  layers: Layers,
  driver: Driver,
  moment: Moment,
  probes: AccuracyProbes,
  guard: Guard,
  meet: (optimizer: Optimizer) => void,
): void {
  const prototype = layers.LayersModel.prototype;
  const original = prototype.makeTrainFunction;
  const observe = (accuracy: number): void => driver.observeAccuracy(accuracy);

  prototype.makeTrainFunction = function (this: LayersModel) {
    guard.run('meeting the optimizer', () => meet(this.optimizer));
    const train = original.call(this);
    return (data: Tensor[]) => {
      const probe = guard.run('adding accuracy', () => probes.add(this, observe)) ?? null;
      const stepsBefore = driver.steps;
      moment.insideTrainFunction = true;
      let results: Tensor[] | undefined;
      try {
        results = train(data);
      } finally {
        moment.insideTrainFunction = false;
        const ended = results;
        guard.run('counting accuracy', () => probe?.end(ended));
      }
      guard.run('after an update', () => driver.settle());
      if (driver.steps > stepsBefore) moment.model = this;
      return results;
    };
  };
}
