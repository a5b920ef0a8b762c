import type { FusedBatchNormAttrs } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import type { Inputs, Kernels } from '../tensorflow';

export function normalizationKernels(engine: EngineContext): Kernels {
  return {
    FusedBatchNorm: (call) => {
      const { x, mean, variance, offset, scale } = call.inputs as Inputs<
        'x' | 'mean' | 'variance',
        'offset' | 'scale'
      >;
      const channels = axisSize(x.shape, -1);
      const perChannel = [mean, variance, offset, scale].every(
        (tensor) => tensor == null || sizeOf(tensor.shape) === channels,
      );
      if (!perChannel || !areFloats(x, mean, variance, offset, scale) || sizeOf(x.shape) === 0) {
        return engine.fallback('FusedBatchNorm', call);
      }
      const { varianceEpsilon } = call.attrs as unknown as FusedBatchNormAttrs;
      const out = engine.create(x.shape);
      engine.wasm.normalize(
        engine.address(x),
        engine.address(mean),
        engine.address(variance),
        engine.optionalAddress(offset),
        engine.optionalAddress(scale),
        engine.address(out),
        sizeOf(x.shape) / channels,
        channels,
        varianceEpsilon ?? 0.001,
      );
      return out;
    },
  };
}
