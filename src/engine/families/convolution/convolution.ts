/** Convolution over images and volumes, alone or with bias and activation, and both its gradients. */
import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
  FusedConv2DAttrs,
} from '@tensorflow/tfjs';
import { areFloats, roundUp, sameShape, sizeOf, type EngineContext } from '../../context';
import type { Inputs, Kernels, TensorInfo } from '../../tensorflow';
import { finishFused } from '../activation';
import { at, imageConvolution, volumeConvolution, type Convolution, type Triple } from './convolutionShape';

/** The kernels list the runs of a patch in a table of this many entries. */
const MOST_RUNS = 4096;
/** Output pixels that are worth a part of their own in the gradient of the filter. */
const PIXELS_PER_PART = 1024;
const MOST_PARTS = 8;

/** Winograd's algorithm (`kernels/winograd.ts`) pays from this many channels and filters. */
const WINOGRAD_FROM = 16;
const WINOGRAD_PLACES = 16;
/** Its working memory, patches and products, should stay in a core's second-level cache. */
const WINOGRAD_FLOATS = 49_152;

export function kernels(engine: EngineContext): Kernels {
  return {
    Conv2D: (call) => {
      const { x, filter } = call.inputs as Inputs<'x' | 'filter'>;
      const attributes = call.attrs as unknown as Conv2DAttrs;
      if (!channelsLast(attributes) || !areFloats(x, filter)) return engine.fallback('Conv2D', call);
      const shape = imageConvolution(engine, x.shape, filter.shape, attributes);
      return fitsRunTable(shape) ? forward(engine, shape, x, filter) : engine.fallback('Conv2D', call);
    },

    FusedConv2D: (call) => {
      const { x, filter, bias, preluActivationWeights } = call.inputs as Inputs<
        'x' | 'filter',
        'bias' | 'preluActivationWeights'
      >;
      const attributes = call.attrs as unknown as FusedConv2DAttrs;
      const shape = channelsLast(attributes)
        ? imageConvolution(engine, x.shape, filter.shape, attributes)
        : undefined;
      if (shape === undefined || !areFloats(x, filter, bias) || !fitsRunTable(shape)) {
        return engine.fallback('FusedConv2D', call);
      }
      const activation = attributes.activation as string | null;
      const inKernel = bias == null || sizeOf(bias.shape) === shape.filters;
      const relu = inKernel && activation === 'relu';
      const out = forward(engine, shape, x, filter, inKernel ? bias : undefined, relu);
      if (inKernel && (relu || activation == null || activation === 'linear')) return out;
      return finishFused(engine, out, {
        bias: inKernel ? undefined : bias,
        activation,
        alpha: preluActivationWeights,
        leak: attributes.leakyreluAlpha,
      });
    },

    Conv2DBackpropInput: (call) => {
      const { dy, filter } = call.inputs as Inputs<'dy' | 'filter'>;
      const attributes = call.attrs as unknown as Conv2DBackpropInputAttrs;
      if (!channelsLast(attributes) || !areFloats(dy, filter))
        return engine.fallback('Conv2DBackpropInput', call);
      const shape = imageConvolution(engine, attributes.inputShape, filter.shape, attributes);
      return fitsRunTable(shape)
        ? inputGradient(engine, shape, dy, filter)
        : engine.fallback('Conv2DBackpropInput', call);
    },

    Conv2DBackpropFilter: (call) => {
      const { x, dy } = call.inputs as Inputs<'x' | 'dy'>;
      const attributes = call.attrs as unknown as Conv2DBackpropFilterAttrs;
      if (!channelsLast(attributes) || !areFloats(x, dy))
        return engine.fallback('Conv2DBackpropFilter', call);
      const shape = imageConvolution(engine, x.shape, attributes.filterShape, attributes);
      if (!fitsRunTable(shape)) return engine.fallback('Conv2DBackpropFilter', call);
      return filterGradient(engine, shape, x, dy, attributes.filterShape);
    },

    Conv3D: (call) => {
      const { x, filter } = call.inputs as Inputs<'x' | 'filter'>;
      const shape = volumeConvolution(engine, x.shape, filter.shape, call.attrs as unknown as Conv3DAttrs);
      if (!areFloats(x, filter) || !fitsRunTable(shape)) return engine.fallback('Conv3D', call);
      return forward(engine, shape, x, filter);
    },

    Conv3DBackpropInputV2: (call) => {
      const { dy, filter } = call.inputs as Inputs<'dy' | 'filter'>;
      const attributes = call.attrs as unknown as Conv3DBackpropInputV2Attrs;
      const shape = volumeConvolution(engine, attributes.inputShape, filter.shape, attributes);
      if (!areFloats(dy, filter) || !fitsRunTable(shape))
        return engine.fallback('Conv3DBackpropInputV2', call);
      return inputGradient(engine, shape, dy, filter);
    },

    Conv3DBackpropFilterV2: (call) => {
      const { x, dy } = call.inputs as Inputs<'x' | 'dy'>;
      const attributes = call.attrs as unknown as Conv3DBackpropFilterV2Attrs;
      const shape = volumeConvolution(engine, x.shape, attributes.filterShape, attributes);
      if (!areFloats(x, dy) || !fitsRunTable(shape)) return engine.fallback('Conv3DBackpropFilterV2', call);
      return filterGradient(engine, shape, x, dy, attributes.filterShape);
    },
  };
}

function channelsLast(attributes: { dataFormat?: string }): boolean {
  return attributes.dataFormat === undefined || attributes.dataFormat === 'NHWC';
}

function fitsRunTable({ kernel: [depth, height, width] }: Convolution): boolean {
  return depth * height * width <= MOST_RUNS;
}

/** Announces the shape of the next convolution to the kernels. */
function announce(engine: EngineContext, shape: Convolution): void {
  const { batch, input, channels, output, filters, kernel, stride, dilation, padding } = shape;
  engine.wasm.setConvolution(
    batch,
    ...input,
    channels,
    ...output,
    filters,
    ...kernel,
    ...stride,
    ...dilation,
    ...padding,
  );
}

/** Calls `use` with x padded so that every patch lies inside, and the padded sizes; x itself where it needs none. */
function withPadded<T>(
  engine: EngineContext,
  shape: Convolution,
  x: number,
  use: (x: number, input: Triple) => T,
): T {
  const { batch, input, channels, output, kernel, stride, dilation, padding } = shape;
  const padded = input.map((size, axis) => {
    const reach = (at(output, axis) - 1) * at(stride, axis) + (at(kernel, axis) - 1) * at(dilation, axis) + 1;
    return Math.max(at(padding, axis) + size, reach);
  }) as Triple;
  if (padded.every((size, axis) => size === input[axis])) return use(x, input);
  return engine.withMemory(batch * sizeOf(padded) * channels + 4, (copy) => {
    engine.wasm.padVolume(x, copy, batch, ...input, channels, ...padding, ...padded);
    return use(copy, padded);
  });
}

function taps(shape: Convolution): number {
  return sizeOf(shape.kernel);
}

interface Operands {
  x: number;
  w: number;
  y: number;
  bias?: number;
  relu?: boolean;
  /** Whether w is the filter of the convolution whose gradient of x this computes. */
  flipped?: boolean;
}

/** y = convolution of x (not padded yet) with w. */
function convolve(engine: EngineContext, shape: Convolution, operands: Operands): void {
  const { x, w, y, bias = 0, relu = false, flipped = false } = operands;
  const { channels, filters } = shape;
  const tiles = winogradTiles(shape);
  const panelFloats = channels * roundUp(filters, 8);
  if (tiles === 0) {
    withPadded(engine, shape, x, (padded, input) => {
      engine.withMemory(taps(shape) * panelFloats, (panels) => {
        announce(engine, { ...shape, input });
        engine.wasm.convolve(padded, w, y, panels, bias, relu, flipped);
      });
    });
    return;
  }
  const [, height, width] = shape.output;
  const whole: Convolution = { ...shape, output: [1, roundUp(height, 2), roundUp(width, 2)] };
  withPadded(engine, whole, x, (padded, input) => {
    const transformFloats = WINOGRAD_PLACES * channels * filters;
    engine.withMemory(transformFloats + WINOGRAD_PLACES * panelFloats, (transformed) => {
      const packed = transformed + transformFloats * 4;
      announce(engine, { ...shape, input });
      engine.wasm.convolveWinograd(padded, w, y, transformed, packed, bias, relu, flipped, tiles);
    });
  });
}

/** How many tiles Winograd's algorithm works on at a time; 0 where it does not apply or does not pay. */
function winogradTiles({ channels, filters, kernel, stride, dilation }: Convolution): number {
  const fitting = sameShape(kernel, [1, 3, 3]) && [...stride, ...dilation].every((step) => step === 1);
  if (!fitting || channels % 4 !== 0 || filters % 4 !== 0) return 0;
  if (Math.min(channels, filters) < WINOGRAD_FROM) return 0;
  const inCache = Math.floor(WINOGRAD_FLOATS / (WINOGRAD_PLACES * (channels + filters)));
  return Math.min(64, Math.floor(inCache / 4) * 4);
}

function forward(
  engine: EngineContext,
  shape: Convolution,
  x: TensorInfo,
  filter: TensorInfo,
  bias?: TensorInfo,
  relu = false,
): TensorInfo {
  const out = engine.create(shape.outShape);
  convolve(engine, shape, {
    x: engine.address(x),
    w: engine.address(filter),
    y: engine.address(out),
    bias: engine.optionalAddress(bias),
    relu,
  });
  return out;
}

function inputGradient(
  engine: EngineContext,
  shape: Convolution,
  dy: TensorInfo,
  filter: TensorInfo,
): TensorInfo {
  const out = engine.create(shape.inShape);
  const dyAddress = engine.address(dy);
  const w = engine.address(filter);
  const { stride, dilation, kernel, padding } = shape;
  const dense = stride.every((step) => step === 1) && dilation.every((step) => step === 1);
  if (dense && padding.every((size, axis) => size < at(kernel, axis))) {
    // With stride 1 the gradient is itself a convolution, of dy with the filter turned round.
    const turned: Convolution = {
      ...shape,
      input: shape.output,
      channels: shape.filters,
      output: shape.input,
      filters: shape.channels,
      padding: padding.map((size, axis) => at(kernel, axis) - 1 - size) as Triple,
    };
    convolve(engine, turned, { x: dyAddress, w, y: engine.address(out), flipped: true });
    return out;
  }
  engine.withMemory(shape.filters * roundUp(taps(shape) * shape.channels, 8), (panels) => {
    announce(engine, shape);
    engine.wasm.scatterGradient(dyAddress, w, engine.address(out), panels);
  });
  return out;
}

function filterGradient(
  engine: EngineContext,
  shape: Convolution,
  x: TensorInfo,
  dy: TensorInfo,
  filterShape: number[],
): TensorInfo {
  const out = engine.create(filterShape);
  const dyAddress = engine.address(dy);
  const pixels = shape.batch * sizeOf(shape.output);
  const parts = Math.max(1, Math.min(MOST_PARTS, Math.floor(pixels / PIXELS_PER_PART)));
  withPadded(engine, shape, engine.address(x), (padded, input) => {
    engine.withMemory((parts - 1) * sizeOf(filterShape), (partials) => {
      announce(engine, { ...shape, input });
      engine.wasm.filterGradient(padded, dyAddress, engine.address(out), parts, partials);
    });
  });
  return out;
}
