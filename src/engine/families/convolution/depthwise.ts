/** Depthwise convolution over images, alone or with bias and activation, and both its gradients. */
import type {
  backend_util,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  FusedDepthwiseConv2DAttrs,
} from '@tensorflow/tfjs';
import { areFloats, sizeOf, type EngineContext } from '../../context';
import type { Inputs, Kernels, TensorInfo } from '../../tensorflow';
import { finishFused } from '../activation';

type Shape4 = [number, number, number, number];
const MOST_PARTS = 8;

export function kernels(engine: EngineContext): Kernels {
  const { tf, wasm } = engine;
  const shapeOf = (
    inShape: number[],
    filterShape: number[],
    attributes: Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
      dilations?: DepthwiseConv2dNativeAttrs['dilations'];
    },
  ): backend_util.Conv2DInfo =>
    tf.backend_util.computeConv2DInfo(
      inShape as Shape4,
      filterShape as Shape4,
      attributes.strides,
      attributes.dilations ?? [1, 1],
      attributes.pad,
      attributes.dimRoundingMode,
      true,
    );
  const announce = (info: backend_util.Conv2DInfo): void => {
    wasm.setDepthwise(
      info.batchSize,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.outHeight,
      info.outWidth,
      info.outChannels / info.inChannels,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.dilationHeight,
      info.dilationWidth,
      info.padInfo.top,
      info.padInfo.left,
    );
  };
  const forward = (x: TensorInfo, filter: TensorInfo, info: backend_util.Conv2DInfo): TensorInfo => {
    const out = engine.create(info.outShape);
    const from = engine.address(x);
    const w = engine.address(filter);
    announce(info);
    wasm.depthwise(from, w, engine.address(out));
    return out;
  };

  return {
    DepthwiseConv2dNative: (call) => {
      const { x, filter } = call.inputs as Inputs<'x' | 'filter'>;
      if (!areFloats(x, filter)) return engine.fallback('DepthwiseConv2dNative', call);
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeAttrs;
      return forward(x, filter, shapeOf(x.shape, filter.shape, attributes));
    },

    FusedDepthwiseConv2D: (call) => {
      const { x, filter, bias, preluActivationWeights } = call.inputs as Inputs<
        'x' | 'filter',
        'bias' | 'preluActivationWeights'
      >;
      if (!areFloats(x, filter, bias)) return engine.fallback('FusedDepthwiseConv2D', call);
      const attributes = call.attrs as unknown as FusedDepthwiseConv2DAttrs;
      return finishFused(engine, forward(x, filter, shapeOf(x.shape, filter.shape, attributes)), {
        bias,
        activation: attributes.activation as string | null,
        alpha: preluActivationWeights,
        leak: attributes.leakyreluAlpha,
      });
    },

    DepthwiseConv2dNativeBackpropInput: (call) => {
      const { dy, filter } = call.inputs as Inputs<'dy' | 'filter'>;
      if (!areFloats(dy, filter)) return engine.fallback('DepthwiseConv2dNativeBackpropInput', call);
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs;
      const out = engine.create(attributes.inputShape);
      const from = engine.address(dy);
      const w = engine.address(filter);
      announce(shapeOf(attributes.inputShape, filter.shape, attributes));
      wasm.depthwiseInputGradient(from, w, engine.address(out));
      return out;
    },

    DepthwiseConv2dNativeBackpropFilter: (call) => {
      const { x, dy } = call.inputs as Inputs<'x' | 'dy'>;
      if (!areFloats(x, dy)) return engine.fallback('DepthwiseConv2dNativeBackpropFilter', call);
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs;
      const info = shapeOf(x.shape, attributes.filterShape, attributes);
      const out = engine.create(attributes.filterShape);
      const parts = Math.min(MOST_PARTS, info.batchSize);
      const from = engine.address(x);
      const dyAddress = engine.address(dy);
      engine.withMemory((parts - 1) * sizeOf(attributes.filterShape), (partials) => {
        announce(info);
        wasm.depthwiseFilterGradient(from, dyAddress, engine.address(out), parts, partials);
      });
      return out;
    },
  };
}
