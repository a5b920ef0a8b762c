/**
 * Setting an optimizer's learning rate so that it is really used, and reading it back.
 *
 * In TensorFlow.js 4.22 SGD and Momentum keep minus the rate in a tensor `c` and ignore an assignment to
 * `learningRate` silently; they have `setLearningRate`. All others read `learningRate` at each update. The method's
 * presence tells them apart; `instanceof` does not, since the classes' `Symbol.hasInstance` looks at shape only.
 */
import type { Core, Optimizer, Tensor } from './framework';

export function setRate(optimizer: Optimizer, lr: number): void {
  if (typeof optimizer.setLearningRate === 'function') optimizer.setLearningRate(lr);
  else optimizer.learningRate = lr;
}

/** The rate that the next update will use; NaN where the optimizer shows none. */
export function readRate(optimizer: Optimizer): number {
  if (isTensor(optimizer.c)) return -(optimizer.c.dataSync()[0] ?? NaN);
  return optimizer.learningRate ?? NaN;
}

/** The rate as the script wrote it: `c` holds only single precision. */
export function writtenRate(optimizer: Optimizer): number {
  return optimizer.learningRate ?? readRate(optimizer);
}

/**
 * Adamax divides its rate by 1 + decay x iteration, a schedule of its own. (RMSProp's `decay` is another thing.)
 * @returns whether there was one to switch off
 */
export function neutralizeDecay(optimizer: Optimizer): boolean {
  if (!optimizer.decay || optimizer.iteration === undefined) return false;
  optimizer.decay = 0;
  return true;
}

/**
 * TensorFlow.js' own `setMomentum` has no effect on Momentum, which uses a cached tensor `m`.
 * @returns false for an optimizer without momentum
 */
export function setMomentum(core: Core, optimizer: Optimizer, momentum: number): boolean {
  if (optimizer.momentum === undefined || optimizer.momentum === 0) return false;
  optimizer.momentum = momentum;
  if (isTensor(optimizer.m)) {
    optimizer.m.dispose();
    optimizer.m = core.keep(core.scalar(momentum));
  }
  return true;
}

export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
}
