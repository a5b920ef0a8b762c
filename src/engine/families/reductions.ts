import type { LogSoftmaxAttrs, MaxAttrs, SoftmaxAttrs, SumAttrs, TileAttrs } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import type { KernelFunc, Kernels, TensorInfo } from '../tensorflow';

/** A tensor seen as [outer, reduced, inner], when the reduced axes are neighbours. */
export interface Reduction {
  outer: number;
  reduced: number;
  inner: number;
  /** The shape without the reduced axes. */
  shape: number[];
}

/** The widest row that fits a thread's working memory. */
export const MOST_COLUMNS = 200_000;
const ELEMENTS_PER_PART = 32_768;
const MOST_PARTS = 16;

/** How a tensor of `shape` is reduced along `axes`, or undefined when they are not neighbours. */
export function reductionOf(
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

export function reductionKernels(engine: EngineContext): Kernels {
  const { wasm } = engine;
  const softmaxKernel =
    (name: string, axisOf: (call: Parameters<KernelFunc>[0]) => number): KernelFunc =>
    (call) => {
      const logits = call.inputs['logits'] as TensorInfo;
      const axis = axisOf(call);
      const last = axis === -1 || axis === logits.shape.length - 1;
      if (!areFloats(logits) || !last || sizeOf(logits.shape) === 0) return engine.fallback(name, call);
      const length = axisSize(logits.shape, -1);
      const rows = sizeOf(logits.shape) / length;
      const out = engine.create(logits.shape);
      wasm.softmax(engine.address(logits), engine.address(out), rows, length, name === 'LogSoftmax');
      return out;
    };

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
      if (inner === 1) wasm.reduceRows(true, from, to, outer, reduced, 1);
      else wasm.maximumMiddle(from, to, outer, reduced, inner);
      return out;
    },

    Softmax: softmaxKernel('Softmax', (call) => (call.attrs as unknown as SoftmaxAttrs).dim),
    LogSoftmax: softmaxKernel('LogSoftmax', (call) => (call.attrs as unknown as LogSoftmaxAttrs).axis),

    Tile: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { reps } = call.attrs as unknown as TileAttrs;
      if (!areFloats(x) || sizeOf(x.shape) === 0) return engine.fallback('Tile', call);
      return tile(engine, x, reps);
    },
  };
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
