/** TensorFlow.js's optimizers as the driver sees them: an update whose rate can be set, read back and doubted. */
import { sameRate, type Training, type Update } from '../driver';
import type { Numbering } from '../numbering';
import type { Core, Gradients, Optimizer } from './framework';
import { neutralizeDecay, readRate, setMomentum, setRate, writtenRate } from './rate';
import { doubtRate } from './rateCheck';
import { Trainings } from './trainings';

export class Updates {
  private readonly trainings: Trainings;
  private readonly lastSet = new WeakMap<Optimizer, number>();
  private readonly verifiedClasses = new WeakSet<object>();

  constructor(
    private readonly core: Core,
    numbering: Numbering,
  ) {
    this.trainings = new Trainings(numbering);
  }

  of(optimizer: Optimizer, gradients: Gradients): Update {
    const training = this.trainings.find(optimizer, gradients);
    return {
      training,
      readRate: () => readRate(optimizer),
      writtenRate: () => writtenRate(optimizer),
      setRate: (lr) => {
        setRate(optimizer, lr);
        this.lastSet.set(optimizer, lr);
      },
      changedByScript: () => this.changedByScript(optimizer, training),
      setMomentum: (momentum) => setMomentum(this.core, optimizer, momentum),
      doubt: () => this.doubt(optimizer, gradients),
    };
  }

  /** A whole training of a layers model is over; what trains the same variables next is another one. */
  complete(optimizer: Optimizer): void {
    this.trainings.complete(optimizer);
  }

  private changedByScript(optimizer: Optimizer, { ownRate }: Training): boolean {
    const decayed = neutralizeDecay(optimizer);
    const before = writtenRate(optimizer);
    const expected = this.lastSet.get(optimizer) ?? ownRate;
    const untouched = sameRate(before, expected) || (Number.isNaN(before) && Number.isNaN(expected));
    return decayed || !untouched;
  }

  private doubt(optimizer: Optimizer, gradients: Gradients): string | null {
    const prototype = Object.getPrototypeOf(optimizer) as object;
    if (this.verifiedClasses.has(prototype)) return null;
    this.verifiedClasses.add(prototype);
    return doubtRate(this.core, optimizer, gradients);
  }
}
