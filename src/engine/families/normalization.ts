/** Batch normalization: TensorFlow.js's operation with its gradient, and the whole layer in training. */
import type { FusedBatchNormAttrs, Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { replaceGradient, whenClassLoads, type LayerWeight } from '../patching';
import type { Inputs, Kernels, TensorInfo } from '../tensorflow';
import { partsOf } from './reductions';

/** Our kernels' names, beside those of TensorFlow.js. */
const SUMS = 'LrTunerNormalizationSums';
const LAYER = 'LrTunerBatchNorm';
const LAYER_GRAD = 'LrTunerBatchNormGrad';

export function kernels(engine: EngineContext): Kernels {
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

/** Makes the gradient of the operation one pass, and the layer in training one kernel each way. */
export function fuse(engine: EngineContext): void {
  replaceOperationGradient(engine);
  registerLayerKernels(engine);
  replaceLayerCall(engine);
}

/** How the kernels see x: rows of channels, and into how many parts the sums over the rows are cut. */
function rowsOf(x: TensorInfo): { rows: number; channels: number; parts: number } {
  const channels = axisSize(x.shape, -1);
  return { rows: sizeOf(x.shape) / channels, channels, parts: partsOf(sizeOf(x.shape)) };
}

/**
 * With r = 1 / sqrt(variance + epsilon), s1 = sum of dy and s2 = sum of dy (x - mean), per channel:
 * dx = dy r scale, dmean = -s1 r scale, dvariance = -s2 r^3 scale / 2, dscale = s2 r, doffset = s1.
 */
function replaceOperationGradient(engine: EngineContext): void {
  const { tf, wasm } = engine;
  engine.register(SUMS, (call) => {
    const { x, dy, mean } = call.inputs as Inputs<'x' | 'dy' | 'mean'>;
    const { rows, channels, parts } = rowsOf(x);
    const out = engine.create([2, channels]);
    const [from, dyAt, meanAt] = [engine.address(x), engine.address(dy), engine.address(mean)];
    engine.withMemory(parts * 2 * channels, (partials) => {
      wasm.normalizationSums(from, dyAt, meanAt, engine.address(out), rows, channels, parts, partials);
    });
    return out;
  });
  replaceGradient(engine, 'FusedBatchNorm', (dy, saved, attributes) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const channels = axisSize(x.shape, -1);
    const perChannel = mean.size === channels && (scale == null || scale.size === channels);
    if (!perChannel || !areFloats(x, mean, variance, scale)) return undefined;
    // The sums have no gradient of their own; while an outer gradient is recorded, the original goes.
    if (tf.engine().state.gradientDepth > 0) return undefined;
    const r = tf.reshape(tf.rsqrt(tf.add(variance, attributes['varianceEpsilon'] as number)), [channels]);
    const [s1, s2] = tf.unstack(engine.run(SUMS, { x, dy, mean })) as [Tensor, Tensor];
    const factor = scale == null ? r : tf.mul(r, tf.reshape(scale, [channels]));
    return {
      x: () => tf.mul(dy, factor),
      mean: () => tf.reshape(tf.neg(tf.mul(s1, factor)), mean.shape),
      variance: () => tf.reshape(tf.mul(tf.mul(tf.mul(s2, factor), tf.square(r)), -0.5), variance.shape),
      scale: () => tf.reshape(tf.mul(s2, r), scale == null ? [channels] : scale.shape),
      offset: () => tf.reshape(s1, mean.shape),
    };
  });
}

/** What we read of TensorFlow.js's layer. */
interface BatchNormalization {
  axis: number;
  epsilon: number;
  momentum: number;
  gamma: LayerWeight | null;
  beta: LayerWeight | null;
  movingMean: LayerWeight;
  movingVariance: LayerWeight;
}

type CallOptions = { training?: boolean } | undefined;
type Call = (this: BatchNormalization, inputs: Tensor | Tensor[], options: CallOptions) => Tensor;

/** Runs the layer in training by our kernels, where TensorFlow.js runs some 25 operations. */
function replaceLayerCall(engine: EngineContext): void {
  whenClassLoads<{ call: Call }>(engine, 'BatchNormalization', ({ prototype }) => {
    const original = prototype.call;
    prototype.call = function (inputs, options) {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const { gamma, beta } = this;
      if (x === undefined || gamma == null || beta == null || !covers(engine, this, x, options)) {
        return original.call(this, inputs, options);
      }
      return engine.tf.tidy(() => {
        const operands = { x, scale: gamma.read(), offset: beta.read() };
        const outputs = engine.run(LAYER, operands, { epsilon: this.epsilon });
        const [y, mean, variance] = outputs as unknown as [Tensor, Tensor, Tensor];
        follow(engine, this.movingMean, mean, this.momentum);
        follow(engine, this.movingVariance, variance, this.momentum);
        return y;
      });
    };
  });
}

/** Whether it is a case of our kernels: training, per channel, and no gradient of the gradient asked for. */
function covers(engine: EngineContext, layer: BatchNormalization, x: Tensor, options: CallOptions): boolean {
  const perChannel = layer.axis === -1 || layer.axis === x.rank - 1;
  const firstOrder = engine.tf.engine().state.gradientDepth <= 1;
  const training = options?.training === true;
  return engine.active && training && perChannel && firstOrder && areFloats(x) && sizeOf(x.shape) > 0;
}

/** moving = moving - (moving - value) (1 - momentum) */
function follow({ tf }: EngineContext, moving: LayerWeight, value: Tensor, momentum: number): void {
  const before = moving.read();
  moving.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
}

function registerLayerKernels(engine: EngineContext): void {
  const { tf, wasm } = engine;
  engine.register(LAYER, (call) => {
    const { x, scale, offset } = call.inputs as Inputs<'x' | 'scale' | 'offset'>;
    const { epsilon } = call.attrs as unknown as { epsilon: number };
    const { rows, channels, parts } = rowsOf(x);
    const [y, mean, variance] = [
      engine.create(x.shape),
      engine.create([channels]),
      engine.create([channels]),
    ];
    engine.withMemory((parts + 1) * 2 * channels, (partials) => {
      wasm.batchNormForward(
        engine.address(x),
        engine.address(scale),
        engine.address(offset),
        engine.address(y),
        engine.address(mean),
        engine.address(variance),
        rows,
        channels,
        epsilon,
        parts,
        partials,
      );
    });
    return [y, mean, variance];
  });

  engine.register(LAYER_GRAD, (call) => {
    const { x, dy, mean, variance, scale } = call.inputs as Inputs<
      'x' | 'dy' | 'mean' | 'variance' | 'scale'
    >;
    const { epsilon } = call.attrs as unknown as { epsilon: number };
    const { rows, channels, parts } = rowsOf(x);
    const [dx, dScale, dOffset] = [
      engine.create(x.shape),
      engine.create([channels]),
      engine.create([channels]),
    ];
    engine.withMemory((parts + 1) * 3 * channels, (partials) => {
      wasm.batchNormBackward(
        engine.address(x),
        engine.address(dy),
        engine.address(mean),
        engine.address(variance),
        engine.address(scale),
        engine.address(dx),
        engine.address(dScale),
        engine.address(dOffset),
        rows,
        channels,
        epsilon,
        parts,
        partials,
      );
    });
    return [dx, dScale, dOffset];
  });

  // Mean and variance go only into the moving averages, which no gradient reaches.
  tf.registerGradient({
    kernelName: LAYER,
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
      const [dy] = dys as Tensor[];
      const gradients = engine.run(LAYER_GRAD, { x, dy: dy as Tensor, mean, variance, scale }, attributes);
      const [dx, dScale, dOffset] = gradients as unknown as [Tensor, Tensor, Tensor];
      return { x: () => dx, scale: () => dScale, offset: () => dOffset };
    },
  });
}
