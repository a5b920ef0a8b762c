/** Proof that an optimizer uses the rate it is given: once for each class, before its first update. */
import type { Core, Gradients, Optimizer, Tensor, Variable } from './framework';
import { isTensor, setRate } from './rate';

/** How much larger the second twin's rate is, and so its update must be. */
const FACTOR = 4;
const TOLERANCE = 0.02;

/** @returns in words why the rate is not to be relied on; null where it is. */
export function doubtRate(core: Core, optimizer: Optimizer, gradients: Gradients): string | null {
  // A function that an object carries itself stays bound to it in a copy.
  if (Object.values(optimizer).some((value) => typeof value === 'function')) {
    return doubtByZeroRate(core, optimizer, gradients);
  }
  let ratio: number;
  try {
    ratio = twinRatio(core, optimizer, Array.isArray(gradients));
  } catch {
    // A class with private fields cannot be copied from outside.
    return doubtByZeroRate(core, optimizer, gradients);
  }
  if (Math.abs(ratio - FACTOR) < TOLERANCE) return null;
  return `A rate ${FACTOR} times as large changed the weights ${ratio.toPrecision(4)} times as much.`;
}

/**
 * The twin check: two fresh copies of the optimizer make one update of a dummy variable, the second at four times
 * the rate. Catches classes that cache the rate or ignore it.
 */
function twinRatio(core: Core, optimizer: Optimizer, asList: boolean): number {
  const rate = 0.01;
  return twinUpdate(core, optimizer, FACTOR * rate, asList) / twinUpdate(core, optimizer, rate, asList);
}

/** The change of a variable that starts at zero (where single precision is finest) under a gradient of one. */
function twinUpdate(core: Core, optimizer: Optimizer, lr: number, asList: boolean): number {
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
      const gradient = core.scalar(1);
      twin.applyGradients(
        asList ? [{ name: variable.name, tensor: gradient }] : { [variable.name]: gradient },
      );
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

function isVariable(value: unknown): value is Variable {
  return isTensor(value) && 'assign' in value;
}

/** The optimizer itself, at a rate of zero, must leave the weights where they are; they are put back otherwise. */
function doubtByZeroRate(core: Core, optimizer: Optimizer, gradients: Gradients): string | null {
  const names = Array.isArray(gradients) ? gradients.map((one) => one.name) : Object.keys(gradients);
  const variables = core.engine().registeredVariables;
  const before = names.flatMap((name) => {
    const variable = variables[name];
    return variable === undefined ? [] : [{ variable, weights: core.keep(variable.clone()) }];
  });
  setRate(optimizer, 0);
  const works = updates(optimizer, gradients);
  const moved = before.some(({ variable, weights }) => differ(variable.dataSync(), weights.dataSync()));
  for (const { variable, weights } of before) {
    if (moved) variable.assign(weights);
    weights.dispose();
  }
  if (!works) return null;
  return moved ? 'The weights changed although the rate was set to zero.' : null;
}

/** An error of the script's own optimizer comes up again in the update itself, where it is the script's. */
function updates(optimizer: Optimizer, gradients: Gradients): boolean {
  try {
    optimizer.applyGradients(gradients);
    return true;
  } catch {
    return false;
  }
}

function differ(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return Array.from(a).some((value, i) => value !== b[i]);
}
