/**
 * Every way of training ends in an optimizer's `applyGradients`: `fit`, `fitDataset`, `trainOnBatch`, `minimize`,
 * hand-written loops. It is patched in place, on the prototypes, since the package's exports cannot be replaced.
 */
import { optimizerPrototypes } from './framework';
import type { Core, Gradients, Optimizer } from './framework';
import type { Experiment } from './experiment';
import type { Guard } from './guard';

export interface UpdateWatch {
  /** True while a layers model makes its own update, whose metrics come back only after it. */
  insideTrainFunction: boolean;
}

export function watchOptimizers(core: Core, experiment: Experiment, watch: UpdateWatch, guard: Guard): void {
  const patched = new WeakSet<object>();
  /** A subclass calls its parent's `applyGradients`, the rate check calls a twin's: still one update. */
  let updating = false;

  function patch(prototype: Optimizer): void {
    if (patched.has(prototype)) return;
    patched.add(prototype);
    const original = prototype.applyGradients;
    prototype.applyGradients = function (this: Optimizer, gradients: Gradients) {
      if (updating || experiment.ended) return original.call(this, gradients);
      updating = true;
      try {
        const counts = guard('before an update', () => experiment.beginUpdate(core, this, gradients));
        original.call(this, gradients);
        if (counts === false) experiment.discard();
      } finally {
        updating = false;
      }
      if (!watch.insideTrainFunction) guard('after an update', () => experiment.settle());
    };
  }

  for (const prototype of optimizerPrototypes(core)) patch(prototype);

  // Classes that users write come by here, at the latest, before their first update.
  for (const method of ['minimize', 'computeGradients'] as const) {
    const base = core.Optimizer.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const original = base[method];
    if (original === undefined) continue;
    base[method] = function (this: Optimizer, ...args: unknown[]) {
      const owner = ownerOfApply(this);
      if (owner !== null) patch(owner);
      return original.apply(this, args);
    };
  }
}

function ownerOfApply(optimizer: Optimizer): Optimizer | null {
  let prototype: object | null = optimizer;
  while (prototype !== null && !Object.hasOwn(prototype, 'applyGradients')) {
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototype as Optimizer | null;
}
