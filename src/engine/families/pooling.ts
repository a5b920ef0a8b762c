/** Pooling over images and volumes, by the largest or the average, and its gradients. */
import type { backend_util, MaxPool3DAttrs, MaxPoolAttrs } from '@tensorflow/tfjs';
import { areFloats, type EngineContext } from '../context';
import type { Inputs, KernelFunc, Kernels, TensorInfo } from '../tensorflow';

/** Sizes of a pooling over volumes; an image is a volume of depth 1. */
type Pooling = [
  ...input: [depth: number, height: number, width: number, channels: number],
  ...output: [depth: number, height: number, width: number],
  ...window: [depth: number, height: number, width: number],
  ...stride: [depth: number, height: number, width: number],
  ...padding: [front: number, top: number, left: number],
];

interface Shape {
  batch: number;
  outShape: number[];
  sizes: Pooling;
}

/** Places of one window that fit a thread's working memory. */
const MOST_PLACES = 1 << 18;

export function kernels(engine: EngineContext): Kernels {
  const image = (x: TensorInfo, attributes: object): Shape =>
    imagePooling(engine, x, attributes as MaxPoolAttrs);
  const volume = (x: TensorInfo, attributes: object): Shape =>
    volumePooling(engine, x, attributes as MaxPool3DAttrs);
  return {
    MaxPool: forwardKernel(engine, 'MaxPool', image, false),
    AvgPool: forwardKernel(engine, 'AvgPool', image, true),
    MaxPoolGrad: gradientKernel(engine, 'MaxPoolGrad', image, false),
    AvgPoolGrad: gradientKernel(engine, 'AvgPoolGrad', image, true),
    MaxPool3D: forwardKernel(engine, 'MaxPool3D', volume, false),
    AvgPool3D: forwardKernel(engine, 'AvgPool3D', volume, true),
    MaxPool3DGrad: gradientKernel(engine, 'MaxPool3DGrad', volume, false),
    AvgPool3DGrad: gradientKernel(engine, 'AvgPool3DGrad', volume, true),
  };
}

type ShapeOf = (x: TensorInfo, attributes: object) => Shape;

function forwardKernel(engine: EngineContext, name: string, shapeOf: ShapeOf, average: boolean): KernelFunc {
  return (call) => {
    const { x } = call.inputs as Inputs<'x'>;
    const { batch, outShape, sizes } = shapeOf(x, call.attrs ?? {});
    if (!areFloats(x) || !fitsMemory(sizes)) return engine.fallback(name, call);
    const out = engine.create(outShape);
    const from = engine.address(x);
    engine.wasm.setPool(...sizes, average);
    engine.wasm.pool(from, engine.address(out), batch);
    return out;
  };
}

function gradientKernel(engine: EngineContext, name: string, shapeOf: ShapeOf, average: boolean): KernelFunc {
  return (call) => {
    const { dy, input, output } = call.inputs as Inputs<'dy' | 'input', 'output'>;
    const { batch, sizes } = shapeOf(input, call.attrs ?? {});
    if (!areFloats(dy, input, output) || !fitsMemory(sizes)) return engine.fallback(name, call);
    const out = engine.create(input.shape);
    const dyAt = engine.address(dy);
    // An average's gradient needs neither its input nor its output.
    const [xAt, yAt] = average ? [0, 0] : [engine.address(input), engine.optionalAddress(output)];
    engine.wasm.setPool(...sizes, average);
    engine.wasm.poolGradient(dyAt, xAt, yAt, engine.address(out), batch);
    return out;
  };
}

function fitsMemory(sizes: Pooling): boolean {
  const [depth, height, width] = sizes.slice(7, 10) as [number, number, number];
  return depth * height * width <= MOST_PLACES;
}

function imagePooling({ tf }: EngineContext, x: TensorInfo, attributes: MaxPoolAttrs): Shape {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = x.shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  return {
    batch: info.batchSize,
    outShape: info.outShape,
    sizes: [
      ...[1, info.inHeight, info.inWidth, info.inChannels],
      ...[1, info.outHeight, info.outWidth],
      ...[1, info.filterHeight, info.filterWidth],
      ...[1, info.strideHeight, info.strideWidth],
      ...[0, info.padInfo.top, info.padInfo.left],
    ] as Pooling,
  };
}

function volumePooling({ tf }: EngineContext, x: TensorInfo, attributes: MaxPool3DAttrs): Shape {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape = x.shape as [number, number, number, number, number];
  const info: backend_util.Conv3DInfo = tf.backend_util.computePool3DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
    'NDHWC',
  );
  return {
    batch: info.batchSize,
    outShape: info.outShape,
    sizes: [
      ...[info.inDepth, info.inHeight, info.inWidth, info.inChannels],
      ...[info.outDepth, info.outHeight, info.outWidth],
      ...[info.filterDepth, info.filterHeight, info.filterWidth],
      ...[info.strideDepth, info.strideHeight, info.strideWidth],
      ...[info.padInfo.front, info.padInfo.top, info.padInfo.left],
    ] as Pooling,
  };
}
