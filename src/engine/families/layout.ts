import type {
  ConcatAttrs,
  GatherV2Attrs,
  PackAttrs,
  PadV2Attrs,
  ResizeNearestNeighborGradAttrs,
  SliceAttrs,
  SplitVAttrs,
  TransposeAttrs,
  UnpackAttrs,
  UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { BYTES, isPlain, type PlainType } from '../storage';
import type { Inputs, Kernels, TensorInfo } from '../tensorflow';

export function layoutKernels(engine: EngineContext): Kernels {
  return { ...blockKernels(engine), ...indexKernels(engine) };
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

function blockKernels(engine: EngineContext): Kernels {
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
      const missing = new Array<number>(4 - rank).fill(1);
      const out = engine.create(shape);
      const outSteps = perm.map((axis) => steps[axis] ?? 1);
      wasm.transpose(engine.address(x), engine.address(out), ...missing, ...shape, ...missing, ...outSteps);
      return out;
    },
  };
}

function indexKernels(engine: EngineContext): Kernels {
  const { tf, wasm } = engine;
  return {
    GatherV2: (call) => {
      const { x, indices } = call.inputs as Inputs<'x' | 'indices'>;
      const { axis, batchDims } = call.attrs as unknown as GatherV2Attrs;
      const along = tf.util.parseAxisParam(axis, x.shape)[0];
      if (!areFloats(x) || indices.dtype !== 'int32' || along !== 0 || batchDims) {
        return engine.fallback('GatherV2', call);
      }
      const rows = axisSize(x.shape, 0);
      const values = engine.backend.data.get(indices.dataId).values as Int32Array;
      for (const index of values) {
        if (!(index >= 0 && index < rows)) {
          throw new Error(`GatherV2: the index value ${index} is not in [0, ${rows - 1}]`);
        }
      }
      const out = engine.create([...indices.shape, ...x.shape.slice(1)]);
      const rowLength = sizeOf(x.shape.slice(1));
      wasm.gatherRows(
        engine.address(x),
        engine.address(indices),
        engine.address(out),
        values.length,
        rowLength,
      );
      return out;
    },

    UnsortedSegmentSum: (call) => {
      const { x, segmentIds } = call.inputs as Inputs<'x' | 'segmentIds'>;
      const { numSegments } = call.attrs as unknown as UnsortedSegmentSumAttrs;
      if (!areFloats(x) || segmentIds.dtype !== 'int32' || segmentIds.shape.length !== 1) {
        return engine.fallback('UnsortedSegmentSum', call);
      }
      const rest = x.shape.slice(1);
      const out = engine.create([numSegments, ...rest]);
      const count = axisSize(segmentIds.shape, 0);
      const ids = engine.address(segmentIds);
      wasm.segmentSum(engine.address(x), ids, engine.address(out), count, sizeOf(rest), numSegments);
      return out;
    },

    // The CPU kernel of TensorFlow.js 4.22 is wrong for more than one image.
    ResizeNearestNeighborGrad: (call) => {
      const { images, dy } = call.inputs as Inputs<'images' | 'dy'>;
      const { alignCorners } = call.attrs as unknown as ResizeNearestNeighborGradAttrs;
      const [batch = 1, inHeight = 1, inWidth = 1, channels = 1] = images.shape;
      const [, outHeight = 1, outWidth = 1] = dy.shape;
      const rows = nearest(inHeight, outHeight, alignCorners);
      const columns = nearest(inWidth, outWidth, alignCorners);
      const maps = engine.backend.makeTensorInfo(
        [outHeight + outWidth],
        'int32',
        Int32Array.from([...rows, ...columns]),
      );
      const out = engine.create(images.shape);
      const rowMap = engine.address(maps);
      const columnMap = rowMap + outHeight * 4;
      wasm.resizeNearestGradient(
        engine.address(dy),
        engine.address(out),
        rowMap,
        columnMap,
        batch,
        inHeight,
        inWidth,
        outHeight,
        outWidth,
        channels,
      );
      engine.dispose(maps);
      return out;
    },
  };
}

/** For each output index the input index that nearest-neighbour resizing takes. */
function nearest(input: number, output: number, alignCorners: boolean): number[] {
  const cut = alignCorners && output > 1 ? 1 : 0;
  const scale = Math.fround((input - cut) / (output - cut));
  return Array.from({ length: output }, (_, i) =>
    Math.min(input - 1, alignCorners ? Math.round(i * scale) : Math.floor(i * scale)),
  );
}
