/**
 * Who trains: a training is an optimizer class with the variables it updates, whatever the number of optimizer objects
 * (scripts that build a new one each step or recompile each epoch exist). A GAN has two, k folds have k, and a model
 * that is compiled anew after a whole `fit` has two: the second is another phase.
 */
import type { Numbering } from '../numbering';
import type { Gradients, Optimizer } from './framework';
import type { Training } from '../driver';
import { writtenRate } from './rate';
import type { Momentum } from '../../../protocol/report';

interface Known {
  training: Training;
  /** The variable that the latest update began with. */
  first: string;
  /** The object that made the latest update. */
  optimizer: Optimizer;
  /** A `fit` of several epochs is over, so that another optimizer object means another phase. */
  complete: boolean;
}

export class Trainings {
  private readonly byVariable = new Map<string, Known>();
  private readonly known: Known[] = [];
  private readonly byOptimizer = new WeakMap<Optimizer, Known>();

  constructor(private readonly numbering: Numbering) {}

  /** The training of an update. Its first variable decides, since scripts may leave out gradients now and then. */
  find(optimizer: Optimizer, gradients: Gradients): Training {
    const first = firstName(gradients);
    // As good as always, and several times as fast.
    const latest = this.byOptimizer.get(optimizer);
    if (latest?.first === first) return latest.training;

    const className = classNameOf(optimizer);
    const found = this.byVariable.get(keyOf(className, first));
    const goesOn = found && !(found.complete && found.optimizer !== optimizer);
    const known = goesOn ? found : this.add(className, optimizer, gradients);
    known.optimizer = optimizer;
    known.first = first;
    this.byOptimizer.set(optimizer, known);
    return known.training;
  }

  /** A `fit` of several epochs, which is no part of a loop over epochs, is over. */
  complete(optimizer: Optimizer): void {
    for (const known of this.known) if (known.optimizer === optimizer) known.complete = true;
  }

  private add(className: string, optimizer: Optimizer, gradients: Gradients): Known {
    const names = Array.isArray(gradients) ? gradients.map((one) => one.name) : Object.keys(gradients);
    const training: Training = {
      id: String(this.numbering.next()),
      optimizer: className,
      variables: describe(names),
      ownRate: writtenRate(optimizer),
      momentum: momentumOf(className, optimizer),
      caution: cautionOn(className, optimizer),
    };
    const known = { training, first: '', optimizer, complete: false };
    this.known.push(known);
    for (const name of names) {
      const key = keyOf(className, name);
      if (this.byVariable.get(key)?.complete ?? true) this.byVariable.set(key, known);
    }
    return known;
  }
}

function cautionOn(className: string, { momentum = 0 }: Optimizer): string | null {
  return className === 'RMSProp' && momentum > 0
    ? 'RMSProp with momentum carries earlier learning rates on: the curve lags a little.'
    : null;
}

/** SGD is the one class without a field for it that is known to have none. */
function momentumOf(className: string, { momentum, useNesterov }: Optimizer): Momentum | null {
  if (momentum === undefined) return className === 'SGD' ? 'none' : null;
  if (momentum === 0) return 'none';
  return useNesterov === true ? 'nesterov' : 'momentum';
}

function keyOf(className: string, variable: string): string {
  return `${className} ${variable}`;
}

/** Names are what people know the class by. A copy of TensorFlow.js may be minified, so its own classes say theirs. */
function classNameOf(optimizer: Optimizer): string {
  const { constructor } = Object.getPrototypeOf(optimizer) as { constructor: OptimizerConstructor };
  // A user's subclass inherits what the class says of itself; its own name tells more.
  const own = Object.hasOwn(constructor, 'className') ? constructor.className : undefined;
  const name = own ?? constructor.name.replace(/Optimizer$/, '');
  return name || (optimizer.getClassName?.() ?? 'Optimizer');
}

interface OptimizerConstructor {
  name: string;
  className?: string;
}

function firstName(gradients: Gradients): string {
  if (Array.isArray(gradients)) return gradients[0]?.name ?? '';
  for (const name in gradients) return name;
  return '';
}

function describe(names: string[]): string {
  const shown = names.slice(0, 2).join(', ');
  return names.length > 2 ? `${shown} … (${names.length} variables)` : shown;
}
