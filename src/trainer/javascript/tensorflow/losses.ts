/** Accuracy in hand-written loops: TensorFlow.js' classification losses are given the labels and the outputs. */
import { batchAccuracy } from './accuracy/accuracy';
import { kindOfLoss } from './accuracy/classification';
import type { Driver } from '../driver';
import type { Core, Tensor } from './framework';
import type { Guard } from '../guard';
import type { Moment } from './moment';

const CLASSIFICATION_LOSSES = ['softmaxCrossEntropy', 'sigmoidCrossEntropy', 'logLoss'];

/** Only while a gradient is taken: the same functions serve evaluation. */
export function watchLossFunctions(core: Core, driver: Driver, moment: Moment, guard: Guard): void {
  for (const name of CLASSIFICATION_LOSSES) {
    const original = core.losses[name];
    const kind = kindOfLoss(name);
    if (original === undefined || kind === null) continue;
    const watched = (...args: unknown[]): Tensor => {
      if (moment.takingGradient && !moment.insideTrainFunction) {
        guard.run('counting accuracy', () => {
          const [labels, outputs] = args as [Tensor, Tensor];
          const accuracy = batchAccuracy(kind, {
            targets: labels.dataSync(),
            outputs: outputs.dataSync(),
            classes: outputs.shape.at(-1) ?? 1,
          });
          if (accuracy !== null) driver.observeAccuracy(accuracy);
        });
      }
      return original(...args);
    };
    // Layers models given such a loss are told what it is by its name.
    Object.defineProperty(watched, 'name', { value: original.name });
    core.losses[name] = watched;
  }
}
