/**
 * Every way of training ends in an optimizer's `applyGradients`: `fit`, `fitDataset`, `trainOnBatch`, `minimize`,
 * hand-written loops. It is patched in place, on the prototypes, since the package's exports cannot be replaced.
 */
import { optimizerPrototypes } from './framework';
import type { Core, Gradients, Optimizer } from './framework';
import type { Driver } from '../driver';
import type { Guard } from '../guard';
import type { Moment } from './moment';
import type { ShortLoop } from './shortLoop';
import type { Updates } from './update';

/** Of all copies of TensorFlow.js: one may meet an optimizer of another, whose updates must not count twice. */
const patches = new WeakSet<object>();

export class OptimizerWatch {
  /** Made since the last gradient was taken. */
  private readonly waiting: Optimizer[] = [];
  /** A subclass calls its parent's `applyGradients`, the rate check calls a twin's: still one update. */
  private updating = false;

  constructor(
    private readonly core: Core,
    private readonly hands: {
      driver: Driver;
      moment: Moment;
      guard: Guard;
      updates: Updates;
      shortLoop: ShortLoop;
    },
  ) {
    this.meetUsersClasses();
  }

  /** May be called again: what replaced a patch meanwhile is patched in its turn. */
  patchAll(): void {
    for (const prototype of optimizerPrototypes(this.core)) this.patch(prototype);
  }

  private patch(prototype: Optimizer): void {
    const original = prototype.applyGradients;
    if (patches.has(original)) return;
    const update = (optimizer: Optimizer, gradients: Gradients): void =>
      this.update(optimizer, gradients, () => original.call(optimizer, gradients));
    const patched = function (this: Optimizer, gradients: Gradients): void {
      update(this, gradients);
    };
    patches.add(patched);
    prototype.applyGradients = patched;
  }

  private update(optimizer: Optimizer, gradients: Gradients, apply: () => void): void {
    const { driver, moment, guard, updates } = this.hands;
    if (this.updating || driver.ended) return apply();
    this.updating = true;
    try {
      const counts = guard.run('before an update', () =>
        driver.beginUpdate(updates.of(optimizer, gradients)),
      );
      // An error of the script's own optimizer is its own: it comes up here, at its line.
      apply();
      // An update at an unknown rate must not become a point of the curve.
      if (counts === undefined) driver.end('rate-not-applied', `It could not be set: ${guard.lastFault}.`);
      if (counts === false) driver.discard();
    } finally {
      this.updating = false;
    }
    // A layers model's metrics come back only after its update.
    if (!moment.insideTrainFunction) guard.run('after an update', () => driver.settle());
  }

  /** Before a gradient is taken: by now objects have what their own constructors give them. */
  meetWaiting(): void {
    for (const optimizer of this.waiting.splice(0)) this.meet(optimizer);
  }

  /** Any object with the methods of one will do for a layers model, whatever its class. */
  meet(optimizer: Optimizer): void {
    const owner = ownerOfApply(optimizer);
    if (owner !== null) this.patch(owner);
  }

  /** Classes that users write show up when an object of them is made. */
  private meetUsersClasses(): void {
    meetAtConstruction(this.core, (optimizer) => {
      this.meet(optimizer);
      // A field of its class, as `applyGradients = (gradients) => …`, comes only after this.
      this.waiting.push(optimizer);
    });
    const meet = (optimizer: Optimizer): void => this.meet(optimizer);
    // At the latest they come by the base class's methods before their first update.
    const base = this.core.Optimizer.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const { shortLoop } = this.hands;
    for (const method of ['minimize', 'computeGradients']) {
      const original = base[method];
      if (original === undefined) continue;
      base[method] = function (this: Optimizer, ...args: unknown[]) {
        meet(this);
        const call = (): unknown => original.apply(this, args);
        if (method === 'minimize') shortLoop.minimized(call);
        return call();
      };
    }
  }
}

/**
 * Constructors cannot be replaced in a package's exports, but that of `Optimizer` calls its parent's. Where TensorFlow.js
 * is compiled to functions, as in Node, by `_super.apply(this)`; where it is compiled to classes, as in bundles, by
 * `super()`, which looks the parent up.
 */
function meetAtConstruction(core: Core, meet: (optimizer: Optimizer) => void): void {
  const parent = Object.getPrototypeOf(core.Optimizer) as new (...args: unknown[]) => object;
  const isOptimizer = (made: object): made is Optimizer =>
    Object.prototype.isPrototypeOf.call(core.Optimizer.prototype, made);
  Object.defineProperty(parent, 'apply', {
    configurable: true,
    // Inherited by every class below, layers and initializers too, so it applies whichever it is called on.
    value(this: (...args: unknown[]) => unknown, made: object, args: unknown[]) {
      if (isOptimizer(made)) meet(made);
      return Reflect.apply(this, made, args);
    },
  });
  const watched = new Proxy(parent, {
    construct(target, args: unknown[], newTarget) {
      const made = Reflect.construct(target, args, newTarget) as object;
      if (isOptimizer(made)) meet(made);
      return made;
    },
  });
  Object.setPrototypeOf(core.Optimizer, watched);
}

function ownerOfApply(optimizer: Optimizer): Optimizer | null {
  let prototype: object | null = optimizer;
  while (prototype !== null && !Object.hasOwn(prototype, 'applyGradients')) {
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototype as Optimizer | null;
}
