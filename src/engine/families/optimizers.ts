/** The steps of the common optimizers. Another is a `replaceStep` here and a kernel in `kernels/optimizers.ts`. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import { areFloats, sizeOf, type EngineContext } from '../context';

type Gradients = { name: string; tensor: Tensor }[] | NamedTensorMap;

/** An optimizer's own variable beside one of the model's, as TensorFlow.js keeps it. */
interface Slot {
  originalName: string;
  variable: Variable;
}

/** What the steps read of TensorFlow.js's optimizers. */
interface Adam {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: Variable;
  accBeta2: Variable;
  accumulatedFirstMoment: (Slot | undefined)[];
  accumulatedSecondMoment: (Slot | undefined)[];
}

/** `c`, the negative rate as a tensor, is what SGD and momentum really use; `learningRate` only tells. */
interface Sgd {
  c: Tensor;
}

interface Momentum extends Sgd {
  m: Tensor;
  useNesterov: boolean;
  accumulations: (Slot | undefined)[];
}

interface RmsProp {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: (Slot | undefined)[];
  accumulatedMoments: (Slot | undefined)[];
}

interface OptimizerClass {
  prototype: { applyGradients(gradients: Gradients): void; incrementIterations(): void };
}

/** Makes the steps of Adam, SGD, momentum and RMSprop one kernel for each variable, which changes it in place. */
export function fuse(engine: EngineContext): void {
  const { tf } = engine;
  replaceStep<Adam>(engine, tf.AdamOptimizer, (optimizer, updates) => {
    adamStep(engine, optimizer, updates);
  });
  replaceStep<Sgd>(engine, tf.SGDOptimizer, (optimizer, updates) => {
    const rate = -valueOf(engine, optimizer.c);
    for (const { variable, gradient } of updates) {
      if (gradient === undefined) continue;
      engine.wasm.descend(ownAddress(engine, variable), engine.address(gradient), variable.size, rate);
    }
  });
  replaceStep<RmsProp>(
    engine,
    tf.RMSPropOptimizer,
    (optimizer, updates) => {
      rmspropStep(engine, optimizer, updates);
    },
    (optimizer) => !optimizer.centered,
  );
  replaceStep<Momentum>(engine, tf.MomentumOptimizer, (optimizer, updates) => {
    momentumStep(engine, optimizer, updates);
  });
}

interface Update {
  name: string;
  variable: Variable;
  /** Absent where the loss does not depend on the variable. */
  gradient: Tensor | undefined;
}

function replaceStep<Optimizer>(
  engine: EngineContext,
  optimizerClass: unknown,
  step: (optimizer: Optimizer, updates: Update[]) => void,
  covers: (optimizer: Optimizer) => boolean = () => true,
): void {
  const { prototype } = optimizerClass as OptimizerClass;
  const original = prototype.applyGradients;
  prototype.applyGradients = function (gradients) {
    const ours = engine.active && covers(this as unknown as Optimizer);
    const updates = ours ? updatesOf(engine, gradients) : undefined;
    if (updates === undefined) {
      original.call(this, gradients);
      return;
    }
    engine.tf.tidy(() => {
      step(this as unknown as Optimizer, updates);
    });
    this.incrementIterations();
  };
}

/** The variables with their gradients, or undefined when one is not what our kernels can change. */
function updatesOf(engine: EngineContext, gradients: Gradients): Update[] | undefined {
  const { registeredVariables } = engine.tf.engine();
  const named = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients);
  const updates: Update[] = [];
  for (const [name, gradient] of named) {
    const variable = registeredVariables[name];
    if (variable === undefined || !areFloats(variable, gradient)) return undefined;
    updates.push({ name, variable, gradient: gradient ?? undefined });
  }
  return updates;
}

function adamStep(engine: EngineContext, optimizer: Adam, updates: Update[]): void {
  const { tf, wasm } = engine;
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const correction1 = 1 - valueOf(engine, optimizer.accBeta1);
  const correction2 = 1 - valueOf(engine, optimizer.accBeta2);
  updates.forEach(({ name, variable, gradient }, i) => {
    const first = (optimizer.accumulatedFirstMoment[i] ??= slot(engine, variable, `${name}/m`)).variable;
    const second = (optimizer.accumulatedSecondMoment[i] ??= slot(engine, variable, `${name}/v`)).variable;
    if (gradient === undefined) return;
    wasm.adam(
      ownAddress(engine, variable),
      ownAddress(engine, first),
      ownAddress(engine, second),
      engine.address(gradient),
      variable.size,
      learningRate,
      beta1,
      beta2,
      correction1,
      correction2,
      epsilon,
    );
  });
  optimizer.accBeta1.assign(tf.mul(optimizer.accBeta1, beta1));
  optimizer.accBeta2.assign(tf.mul(optimizer.accBeta2, beta2));
}

function momentumStep(engine: EngineContext, optimizer: Momentum, updates: Update[]): void {
  const rate = -valueOf(engine, optimizer.c);
  const mu = valueOf(engine, optimizer.m);
  updates.forEach(({ name, variable, gradient }, i) => {
    const { variable: accumulation } = (optimizer.accumulations[i] ??= slot(
      engine,
      variable,
      `${name}/momentum`,
    ));
    if (gradient === undefined) return;
    engine.wasm.momentum(
      ownAddress(engine, variable),
      ownAddress(engine, accumulation),
      engine.address(gradient),
      variable.size,
      rate,
      mu,
      optimizer.useNesterov,
    );
  });
}

function rmspropStep(engine: EngineContext, optimizer: RmsProp, updates: Update[]): void {
  const { learningRate, decay, momentum, epsilon } = optimizer;
  updates.forEach(({ name, variable, gradient }, i) => {
    const meanSquare = (optimizer.accumulatedMeanSquares[i] ??= slot(engine, variable, `${name}/rms`))
      .variable;
    const moment = (optimizer.accumulatedMoments[i] ??= slot(engine, variable, `${name}/momentum`)).variable;
    if (gradient === undefined) return;
    engine.wasm.rmsprop(
      ownAddress(engine, variable),
      ownAddress(engine, meanSquare),
      ownAddress(engine, moment),
      engine.address(gradient),
      variable.size,
      learningRate,
      decay,
      momentum,
      epsilon,
    );
  });
}

function slot(engine: EngineContext, like: Variable, originalName: string): Slot {
  const { tf } = engine;
  return { originalName, variable: tf.tidy(() => tf.variable(tf.zerosLike(like), false)) };
}

function valueOf(engine: EngineContext, scalar: Tensor): number {
  return (engine.backend.data.get(scalar.dataId).values as Float32Array)[0] ?? NaN;
}

/** The address of a variable's data that nobody else refers to; shared data (a clone is about) is copied first. */
function ownAddress(engine: EngineContext, variable: Variable): number {
  if (engine.backend.refCount(variable.dataId) > 1) {
    const copy = engine.create(variable.shape);
    engine.wasm.copyBytes(engine.address(copy), engine.address(variable), sizeOf(variable.shape) * 4);
    const tensor = engine.tf.engine().makeTensorFromTensorInfo(copy);
    variable.assign(tensor);
    tensor.dispose();
  }
  return engine.address(variable);
}
