/** Rows by their index: gather, sums by segment, and the gradient of nearest-neighbour resizing. */
import type {
  GatherV2Attrs,
  ResizeNearestNeighborGradAttrs,
  UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import type { Inputs, Kernels } from '../tensorflow';

export function kernels(engine: EngineContext): Kernels {
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
