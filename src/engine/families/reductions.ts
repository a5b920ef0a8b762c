/** Sums, means and maxima along axes, repetition along axes, and the gradients of all these. */
import type { MaxAttrs, SumAttrs, Tensor, TileAttrs } from '@tensorflow/tfjs';
import { areFloats, sizeOf, type EngineContext } from '../context';
import { replaceGradient } from '../patching';
import type { Inputs, KernelFunc, Kernels, TensorInfo } from '../tensorflow';

/** Our kernels' names, beside those of TensorFlow.js. */
const SPREAD = 'LrTunerSpread';
const MAX_GRAD = 'LrTunerMaxGrad';

/** A tensor seen as [outer, reduced, inner], when the reduced axes are neighbours. */
interface Reduction {
  outer: number;
  reduced: number;
  inner: number;
  /** The shape without the reduced axes. */
  shape: number[];
}

/** The widest row that fits a thread's working memory. */
const MOST_COLUMNS = 200_000;
const ELEMENTS_PER_PART = 32_768;
const MOST_PARTS = 16;

/** How a tensor of `shape` is reduced along `axes`, or undefined when they are not neighbours. */
function reductionOf(
  engine: EngineContext,
  shape: readonly number[],
  axes: number | number[],
  keepDims = false,
): Reduction | undefined {
  const sorted = engine.tf.util
    .parseAxisParam(axes, shape as number[])
    .slice()
    .sort((p, q) => p - q);
  const first = sorted[0] ?? 0;
  if (sorted.some((axis, i) => axis !== first + i)) return undefined;
  const last = first + sorted.length;
  const left = shape.slice(0, first);
  const right = shape.slice(last);
  return {
    outer: sizeOf(left),
    reduced: sizeOf(shape.slice(first, last)),
    inner: sizeOf(right),
    shape: [...left, ...(keepDims ? sorted.map(() => 1) : []), ...right],
  };
}

export function kernels(engine: EngineContext): Kernels {
  return {
    Sum: sumKernel(engine, 'Sum', false),
    Mean: sumKernel(engine, 'Mean', true),

    Max: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { reductionIndices, keepDims } = call.attrs as unknown as MaxAttrs;
      const reduction = reductionOf(engine, x.shape, reductionIndices, keepDims);
      if (!areFloats(x) || reduction === undefined || sizeOf(x.shape) === 0)
        return engine.fallback('Max', call);
      const out = engine.create(reduction.shape);
      const { outer, reduced, inner } = reduction;
      const [from, to] = [engine.address(x), engine.address(out)];
      if (inner === 1) engine.wasm.reduceRows(true, from, to, outer, reduced, 1);
      else engine.wasm.maximumMiddle(from, to, outer, reduced, inner);
      return out;
    },

    Tile: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { reps } = call.attrs as unknown as TileAttrs;
      if (!areFloats(x) || sizeOf(x.shape) === 0) return engine.fallback('Tile', call);
      return tile(engine, x, reps);
    },
  };
}

/** Makes the gradients of Sum, Mean and Max one kernel each, and that of Tile a sum for each repeated axis. */
export function fuse(engine: EngineContext): void {
  registerSpread(engine);
  for (const kernelName of ['Sum', 'Mean']) {
    replaceGradient(engine, kernelName, (dy, [x], attributes) => {
      const { shape } = x as Tensor;
      const reduction = reductionOf(engine, shape, attributes['axis'] as number[]);
      if (!areFloats(x) || reduction === undefined || sizeOf(shape) === 0) return undefined;
      const scale = kernelName === 'Mean' ? 1 / reduction.reduced : 1;
      return { x: () => engine.run(SPREAD, { dy }, { shape, reduction, scale }) };
    });
  }
  replaceMaxGradient(engine);
  replaceTileGradient(engine);
}

interface Spread {
  shape: number[];
  reduction: Reduction;
  scale: number;
}

/** Repeats dy, times `scale`, along the axes that were reduced. */
function registerSpread(engine: EngineContext): void {
  const { tf, wasm } = engine;
  engine.register(SPREAD, (call) => {
    const { dy } = call.inputs as Inputs<'dy'>;
    const { shape, reduction, scale } = call.attrs as unknown as Spread;
    const out = engine.create(shape);
    const { outer, reduced, inner } = reduction;
    wasm.spreadMiddle(engine.address(dy), engine.address(out), outer, reduced, inner, scale);
    return out;
  });
  tf.registerGradient({
    kernelName: SPREAD,
    inputsToSave: ['dy'],
    gradFunc: (d, [dy], attributes) => ({
      dy: () => {
        const { reduction, scale } = attributes as unknown as Spread;
        const { outer, reduced, inner } = reduction;
        const sum = tf.sum(tf.reshape(d as Tensor, [outer, reduced, inner]), 1);
        return tf.reshape(tf.mul(sum, scale), (dy as Tensor).shape);
      },
    }),
  });
}

/** TensorFlow.js compares, casts and multiplies with broadcasts of all ranks, which the CPU kernels do one by one. */
function replaceMaxGradient(engine: EngineContext): void {
  const { tf, wasm } = engine;
  engine.register(MAX_GRAD, (call) => {
    const { dy, x, y } = call.inputs as Inputs<'dy' | 'x' | 'y'>;
    const { reduction } = call.attrs as unknown as { reduction: Reduction };
    const out = engine.create(x.shape);
    const [dyAt, xAt, yAt] = [engine.address(dy), engine.address(x), engine.address(y)];
    const { outer, reduced, inner } = reduction;
    wasm.maximumGradient(dyAt, xAt, yAt, engine.address(out), outer, reduced, inner);
    return out;
  });
  replaceGradient(engine, 'Max', (dy, [x, y], attributes) => {
    const { shape } = x as Tensor;
    const reduction = reductionOf(engine, shape, attributes['reductionIndices'] as number[]);
    if (!areFloats(x, y) || reduction === undefined || sizeOf(shape) === 0) return undefined;
    // Has no gradient of its own; while an outer gradient is recorded, the original goes.
    if (tf.engine().state.gradientDepth > 0) return undefined;
    return { x: () => engine.run(MAX_GRAD, { dy, x: x as Tensor, y: y as Tensor }, { reduction }) };
  });
}

/** TensorFlow.js slices dy once for every repetition; a sum over each repeated axis is the same. */
function replaceTileGradient(engine: EngineContext): void {
  const { tf } = engine;
  replaceGradient(engine, 'Tile', (dy, [x], attributes) => {
    if (!areFloats(x)) return undefined;
    const repeats = attributes['reps'] as number[];
    return {
      x: () => {
        let gradient = dy;
        const shape = dy.shape.slice();
        repeats.forEach((times, axis) => {
          if (times === 1) return;
          shape[axis] = (shape[axis] ?? 1) / times;
          const parted = [sizeOf(shape.slice(0, axis)), times, sizeOf(shape.slice(axis))];
          gradient = tf.sum(tf.reshape(gradient, parted), 1);
        });
        return tf.reshape(gradient, (x as Tensor).shape);
      },
    };
  });
}

function sumKernel(engine: EngineContext, name: string, mean: boolean): KernelFunc {
  return (call) => {
    const x = call.inputs['x'] as TensorInfo;
    const { axis, keepDims } = call.attrs as unknown as SumAttrs;
    const reduction = reductionOf(engine, x.shape, axis, keepDims);
    if (!areFloats(x) || reduction === undefined || sizeOf(x.shape) === 0 || reduction.inner > MOST_COLUMNS) {
      return engine.fallback(name, call);
    }
    const out = engine.create(reduction.shape);
    sumInto(engine, x, out, reduction, mean ? 1 / reduction.reduced : 1);
    return out;
  };
}

function sumInto(
  engine: EngineContext,
  x: TensorInfo,
  out: TensorInfo,
  reduction: Reduction,
  scale: number,
): void {
  const { outer, reduced, inner } = reduction;
  const { wasm } = engine;
  const from = engine.address(x);
  const to = engine.address(out);
  if (inner === 1) {
    wasm.reduceRows(false, from, to, outer, reduced, scale);
    return;
  }
  const parts = outer === 1 ? partsOf(reduced * inner) : 1;
  engine.withMemory(parts * inner, (partials) => {
    wasm.sumMiddle(from, to, outer, reduced, inner, scale, parts, partials);
  });
}

/** Into how many parts a long sum is cut; by its length alone, so that the rounding is the same for any threads. */
export function partsOf(elements: number): number {
  return Math.max(1, Math.min(MOST_PARTS, Math.floor(elements / ELEMENTS_PER_PART)));
}

/** Repeats axis by axis, from the last to the first. */
function tile(engine: EngineContext, x: TensorInfo, repeats: number[]): TensorInfo {
  let current = x;
  const shape = x.shape.slice();
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const times = repeats[axis] ?? 1;
    if (times === 1) continue;
    const outer = sizeOf(shape.slice(0, axis));
    const inner = sizeOf(shape.slice(axis));
    shape[axis] = (shape[axis] ?? 1) * times;
    const next = engine.create(shape.slice());
    engine.wasm.spreadMiddle(engine.address(current), engine.address(next), outer, times, inner, 1);
    if (current !== x) engine.dispose(current);
    current = next;
  }
  return current === x ? engine.alias(x) : current;
}
