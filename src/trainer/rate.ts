/**
 * Setting an optimizer's learning rate so that it is really used, and proving it.
 *
 * In TensorFlow.js 4.22 SGD and Momentum keep minus the rate in a tensor `c` and ignore an assignment to
 * `learningRate` silently; they have `setLearningRate`. All others read `learningRate` at each update. The method's
 * presence tells them apart; `instanceof` does not, since the classes' `Symbol.hasInstance` looks at shape only.
 */
import type { Core, Optimizer, Tensor, Variable } from './framework';

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

/** Whether two rates are the same up to single precision, in which TensorFlow.js keeps some. */
export function sameRate(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}

/**
 * The twin check: two fresh copies of the optimizer make one update of a dummy variable, the second at four times
 * the rate; the second update must be four times as large. Catches classes that cache the rate or ignore it.
 * @returns the measured ratio; 4 where the rate is heeded.
 */
export function measureRateRatio(core: Core, optimizer: Optimizer): number {
  const rate = 0.01;
  return twinUpdate(core, optimizer, 4 * rate) / twinUpdate(core, optimizer, rate);
}

export const EXPECTED_RATIO = 4;

export function rateIsHeeded(ratio: number): boolean {
  return Math.abs(ratio - EXPECTED_RATIO) < 0.02;
}

/** The change of a variable that starts at zero (where single precision is finest) under a gradient of one. */
function twinUpdate(core: Core, optimizer: Optimizer, lr: number): number {
  const owned: Tensor[] = [];
  const own = <T extends Tensor>(tensor: T): T => {
    owned.push(core.keep(tensor));
    return tensor;
  };
  try {
    return core.tidy(() => {
      const variable = own(core.variable(core.scalar(0), true));
      const twin = copyOf(core, optimizer, own);
      setRate(twin, lr);
      if (isTensor(twin.c)) own(twin.c);
      twin.applyGradients([{ name: variable.name, tensor: core.scalar(1) }]);
      const change = variable.dataSync()[0] ?? NaN;
      twin.dispose?.();
      return change;
    });
  } finally {
    // Some are disposed already, by `setLearningRate` or `dispose`; twice is harmless.
    for (const tensor of owned) tensor.dispose();
  }
}

/**
 * A copy with the same settings and no history. Copying the object, not calling its constructor, works for classes
 * that users write as well. Tensors are copied, since an update disposes or assigns them; lists hold history only.
 */
function copyOf(core: Core, optimizer: Optimizer, own: <T extends Tensor>(tensor: T) => T): Optimizer {
  const twin = Object.create(Object.getPrototypeOf(optimizer) as object) as Record<string, unknown>;
  for (const [name, value] of Object.entries(optimizer)) {
    if (isVariable(value)) twin[name] = own(core.variable(value.clone(), false));
    else if (isTensor(value)) twin[name] = own(value.clone());
    else twin[name] = Array.isArray(value) ? [] : value;
  }
  return twin as unknown as Optimizer;
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
}

function isVariable(value: unknown): value is Variable {
  return isTensor(value) && 'assign' in value;
}
