/** Moving data: slices, splits, joins, padding and transposes. */
import type {
  ConcatAttrs,
  PackAttrs,
  PadV2Attrs,
  SliceAttrs,
  SplitVAttrs,
  TransposeAttrs,
  UnpackAttrs,
} from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { BYTES, isPlain, type PlainType } from '../storage';
import type { Kernels, TensorInfo } from '../tensorflow';

export function kernels(engine: EngineContext): Kernels {
  const { tf, wasm } = engine;
  return {
    Slice: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const attributes = call.attrs as unknown as SliceAttrs;
      if (!isPlain(x.dtype)) return engine.fallback('Slice', call);
      const { begin: from, size: wanted } = attributes;
      const [begin = [], size = []] = tf.slice_util.parseSliceParams(x, from, wanted);
      tf.slice_util.assertParamsValid(x, begin, size);
      return slice(engine, x, begin, size);
    },

    SplitV: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { axis, numOrSizeSplits } = call.attrs as unknown as SplitVAttrs;
      if (!isPlain(x.dtype)) return engine.fallback('SplitV', call);
      const along = tf.util.parseAxisParam(axis, x.shape)[0] ?? 0;
      const sizes = tf.backend_util.prepareSplitSize(x as never, numOrSizeSplits, along);
      const begin = x.shape.map(() => 0);
      return sizes.map((size) => {
        const part = slice(engine, x, begin, replaced(x.shape, along, size));
        begin[along] = (begin[along] ?? 0) + size;
        return part;
      });
    },

    Concat: (call) => {
      const parts = call.inputs as unknown as TensorInfo[];
      const { axis } = call.attrs as unknown as ConcatAttrs;
      const filled = parts.filter(({ shape }) => sizeOf(shape) > 0);
      const first = filled[0];
      if (first === undefined || !allPlain(filled)) return engine.fallback('Concat', call);
      if (filled.length === 1) return engine.alias(first);
      const along = tf.util.parseAxisParam(axis, first.shape)[0] ?? 0;
      const shapes = filled.map(({ shape }) => shape);
      tf.backend_util.assertParamsConsistent(shapes, along);
      return concatenate(engine, filled, shapes, along);
    },

    Pack: (call) => {
      const parts = call.inputs as unknown as TensorInfo[];
      const { axis } = call.attrs as unknown as PackAttrs;
      const first = parts[0];
      const alike = parts.every(({ shape }) => String(shape) === String(first?.shape));
      if (first === undefined || !allPlain(parts) || !alike) return engine.fallback('Pack', call);
      const shapes = parts.map(({ shape }) => [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
      return concatenate(engine, parts, shapes, axis);
    },

    Unpack: (call) => {
      const x = call.inputs['value'] as TensorInfo;
      const { axis } = call.attrs as unknown as UnpackAttrs;
      if (!isPlain(x.dtype)) return engine.fallback('Unpack', call);
      const along = axis < 0 ? axis + x.shape.length : axis;
      const shape = x.shape.filter((_, each) => each !== along);
      return Array.from({ length: axisSize(x.shape, along) }, (_, i) => {
        const begin = x.shape.map((__, each) => (each === along ? i : 0));
        return { ...slice(engine, x, begin, replaced(x.shape, along, 1)), shape };
      });
    },

    PadV2: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { paddings, constantValue } = call.attrs as unknown as PadV2Attrs;
      if (!areFloats(x)) return engine.fallback('PadV2', call);
      const shape = x.shape.map((size, axis) => {
        const [before, after] = paddings[axis] ?? [0, 0];
        return before + size + after;
      });
      const out = engine.create(shape);
      const to = engine.address(out);
      wasm.fillFloats(to, constantValue, sizeOf(shape));
      const toSteps = stepsOf(shape);
      const corner = offset(
        toSteps,
        paddings.map(([before]) => before),
      );
      const fromSteps = stepsOf(x.shape);
      copyBlock(engine, {
        size: x.shape,
        to: to + corner * 4,
        toSteps,
        from: engine.address(x),
        fromSteps,
        width: 4,
      });
      return out;
    },

    Transpose: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      const { perm } = call.attrs as unknown as TransposeAttrs;
      const rank = x.shape.length;
      if (!areFloats(x) || rank > 4) return engine.fallback('Transpose', call);
      const steps = stepsOf(x.shape);
      const shape = perm.map((axis) => x.shape[axis] ?? 1);
      const out = engine.create(shape);
      const outSteps = perm.map((axis) => steps[axis] ?? 1);
      wasm.transpose(engine.address(x), engine.address(out), ...ofRank4(shape), ...ofRank4(outSteps));
      return out;
    },
  };
}

/** Floats (or elements) from one index of each axis to the next. */
function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

function allPlain(tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => isPlain(dtype) && dtype === tensors[0]?.dtype);
}

/**
 * Copies a block of `size` between two tensors that lie at the addresses `to` and `from` (of the block's first
 * element), with the given steps along each axis, in elements of `width` bytes.
 */
function copyBlock(
  engine: EngineContext,
  block: {
    size: readonly number[];
    to: number;
    toSteps: number[];
    from: number;
    fromSteps: number[];
    width: number;
  },
): void {
  const { size, toSteps, fromSteps, width } = block;
  if (sizeOf(size) === 0) return;
  // Axes at the end that lie contiguously on both sides are copied as one.
  let axis = size.length;
  let run = 1;
  while (axis > 0 && toSteps[axis - 1] === run && fromSteps[axis - 1] === run) run *= size[--axis] ?? 1;
  const rows = axis > 0 ? (size[axis - 1] ?? 1) : 1;
  const toStep = axis > 0 ? (toSteps[axis - 1] ?? 0) : 0;
  const fromStep = axis > 0 ? (fromSteps[axis - 1] ?? 0) : 0;
  const visit = (level: number, to: number, from: number): void => {
    if (level >= axis - 1) {
      engine.wasm.copyRows(to, toStep * width, from, fromStep * width, rows, run * width);
      return;
    }
    for (let i = 0; i < (size[level] ?? 0); i++) {
      visit(level + 1, to + i * (toSteps[level] ?? 0) * width, from + i * (fromSteps[level] ?? 0) * width);
    }
  };
  visit(0, block.to, block.from);
}

/** Sizes or steps of up to four axes, after ones for the axes that are missing. */
function ofRank4(values: readonly number[]): [number, number, number, number] {
  return [values.at(-4) ?? 1, values.at(-3) ?? 1, values.at(-2) ?? 1, values.at(-1) ?? 1];
}

function replaced(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((old, each) => (each === axis ? size : old));
}

function offset(steps: readonly number[], index: readonly number[]): number {
  return steps.reduce((sum, step, axis) => sum + step * (index[axis] ?? 0), 0);
}

function slice(engine: EngineContext, x: TensorInfo, begin: readonly number[], size: number[]): TensorInfo {
  const width = BYTES[x.dtype as PlainType];
  const out = engine.create(size, x.dtype as PlainType);
  const fromSteps = stepsOf(x.shape);
  copyBlock(engine, {
    size,
    to: engine.address(out),
    toSteps: stepsOf(size),
    from: engine.address(x) + offset(fromSteps, begin) * width,
    fromSteps,
    width,
  });
  return out;
}

/** Joins tensors whose shapes are given (they may lack an axis of size 1 themselves). */
function concatenate(
  engine: EngineContext,
  parts: readonly TensorInfo[],
  shapes: number[][],
  axis: number,
): TensorInfo {
  const first = parts[0] as TensorInfo;
  const shape = (shapes[0] as number[]).slice();
  shape[axis] = shapes.reduce((sum, each) => sum + (each[axis] ?? 0), 0);
  const width = BYTES[first.dtype as PlainType];
  const out = engine.create(shape, first.dtype as PlainType);
  const toSteps = stepsOf(shape);
  let to = engine.address(out);
  parts.forEach((part, i) => {
    const size = shapes[i] as number[];
    copyBlock(engine, { size, to, toSteps, from: engine.address(part), fromSteps: stepsOf(size), width });
    to += (size[axis] ?? 0) * (toSteps[axis] ?? 0) * width;
  });
  return out;
}
