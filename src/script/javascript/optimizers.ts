/** What is known of TensorFlow.js' optimizers: the one place that lists them. */

interface OptimizerFacts {
  /** As people write it. */
  title: string;
  /** The rate that `tf.train.x()` takes; null where one must be given. */
  ownRate: number | null;
  /** The rate that goes with the name in `compile({ optimizer: 'x' })`; null where it cannot be named there. */
  namedRate: number | null;
  /** Assigning its rate changes nothing; it has a method for that. */
  cachesRate?: true;
  /** The argument, 0-based, by which it lowers its rate while it trains. */
  decayAt?: number;
}

/** By the name in `tf.train`. */
const OPTIMIZERS: ReadonlyMap<string, OptimizerFacts> = new Map<string, OptimizerFacts>([
  ['sgd', { title: 'SGD', ownRate: null, namedRate: 0.01, cachesRate: true }],
  ['momentum', { title: 'Momentum', ownRate: null, namedRate: null, cachesRate: true }],
  ['adagrad', { title: 'Adagrad', ownRate: null, namedRate: 0.01 }],
  ['adadelta', { title: 'Adadelta', ownRate: 0.001, namedRate: 1 }],
  ['adam', { title: 'Adam', ownRate: 0.001, namedRate: 0.001 }],
  // Divides its rate by 1 + decay × step: `tf.train.adamax(learningRate, beta1, beta2, epsilon, decay)`.
  ['adamax', { title: 'Adamax', ownRate: 0.002, namedRate: 0.002, decayAt: 4 }],
  ['rmsprop', { title: 'RMSProp', ownRate: null, namedRate: 0.001 }],
]);

/** @param name as in `tf.train` */
export function factsOf(name: string): OptimizerFacts | null {
  return OPTIMIZERS.get(name) ?? null;
}

export function isOptimizer(name: string): boolean {
  return OPTIMIZERS.has(name);
}

/** Those that cache their rate, as a sentence names them. */
export const CACHING_OPTIMIZERS: string = new Intl.ListFormat('en-GB').format(
  [...OPTIMIZERS.values()].filter(({ cachesRate }) => cachesRate).map(({ title }) => title),
);
