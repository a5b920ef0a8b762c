import type { backend_util, MaxPoolAttrs } from '@tensorflow/tfjs';
import { areFloats, type EngineContext } from '../context';
import type { Inputs, Kernels, TensorInfo } from '../tensorflow';

export function poolingKernels(engine: EngineContext): Kernels {
  const { tf, wasm } = engine;
  const shapeOf = (x: TensorInfo, attributes: MaxPoolAttrs): backend_util.Conv2DInfo =>
    tf.backend_util.computePool2DInfo(
      x.shape as [number, number, number, number],
      attributes.filterSize,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
  const announce = (info: backend_util.Conv2DInfo, average: boolean): void => {
    wasm.setPool(
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
      average,
    );
  };
  const forward = (x: TensorInfo, attributes: MaxPoolAttrs, average: boolean): TensorInfo => {
    const info = shapeOf(x, attributes);
    const out = engine.create(info.outShape);
    const from = engine.address(x);
    announce(info, average);
    wasm.pool(from, engine.address(out), info.batchSize);
    return out;
  };

  return {
    MaxPool: (call) => {
      const { x } = call.inputs as Inputs<'x'>;
      if (!areFloats(x)) return engine.fallback('MaxPool', call);
      return forward(x, call.attrs as unknown as MaxPoolAttrs, false);
    },

    AvgPool: (call) => {
      const { x } = call.inputs as Inputs<'x'>;
      if (!areFloats(x)) return engine.fallback('AvgPool', call);
      return forward(x, call.attrs as unknown as MaxPoolAttrs, true);
    },

    MaxPoolGrad: (call) => {
      const { dy, input, output } = call.inputs as Inputs<'dy' | 'input' | 'output'>;
      if (!areFloats(dy, input, output)) return engine.fallback('MaxPoolGrad', call);
      const info = shapeOf(input, call.attrs as unknown as MaxPoolAttrs);
      const out = engine.create(input.shape);
      const [dyAt, xAt, yAt] = [engine.address(dy), engine.address(input), engine.address(output)];
      announce(info, false);
      wasm.poolGradient(dyAt, xAt, yAt, engine.address(out), info.batchSize);
      return out;
    },

    AvgPoolGrad: (call) => {
      const { dy, input } = call.inputs as Inputs<'dy' | 'input'>;
      if (!areFloats(dy, input)) return engine.fallback('AvgPoolGrad', call);
      const info = shapeOf(input, call.attrs as unknown as MaxPoolAttrs);
      const out = engine.create(input.shape);
      const dyAt = engine.address(dy);
      announce(info, true);
      wasm.poolGradient(dyAt, 0, 0, engine.address(out), info.batchSize);
      return out;
    },
  };
}
