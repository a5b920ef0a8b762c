import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { BinaryOp } from '../kernels/operations';
import { partsOf, reductionOf, type Reduction } from '../families/reductions';
import type { KernelCall, KernelFunc, TensorInfo } from '../tensorflow';

type GradFunc = GradConfig['gradFunc'];
type Gradients = ReturnType<GradFunc>;

/** Our kernels' names, beside those of TensorFlow.js. */
export const RELU_GRAD = 'LrTunerReluGrad';
const SIGMOID_GRAD = 'LrTunerSigmoidGrad';
const TANH_GRAD = 'LrTunerTanhGrad';
const SOFTMAX_GRAD = 'LrTunerSoftmaxGrad';
const SPREAD = 'LrTunerSpread';
const MAX_GRAD = 'LrTunerMaxGrad';
const CLIP_GRAD = 'LrTunerClipGrad';
const NORMALIZATION_SUMS = 'LrTunerNormalizationSums';

export function fuseGradients(engine: EngineContext): void {
  registerKernels(engine);
  registerSecondOrder(engine);
  fuseActivations(engine);
  fuseReductions(engine);
  fuseBatchNormalization(engine);
}

function registerKernels(engine: EngineContext): void {
  const { tf, wasm, name } = engine;
  const register = (kernelName: string, kernelFunc: KernelFunc): void => {
    tf.registerKernel({ kernelName, backendName: name, kernelFunc });
  };
  const ofOutput =
    (op: BinaryOp): KernelFunc =>
    (call) => {
      const { dy, y } = call.inputs as { dy: TensorInfo; y: TensorInfo };
      const out = engine.create(y.shape);
      wasm.binary(op, 0, engine.address(dy), engine.address(y), engine.address(out), sizeOf(y.shape), 1);
      return out;
    };
  register(RELU_GRAD, ofOutput(BinaryOp.ReluGrad));
  register(SIGMOID_GRAD, ofOutput(BinaryOp.SigmoidGrad));
  register(TANH_GRAD, ofOutput(BinaryOp.TanhGrad));
  const eluGrad = ofOutput(BinaryOp.EluGrad);
  tf.unregisterKernel('EluGrad', name);
  register('EluGrad', (call) =>
    areFloats(call.inputs['dy'], call.inputs['y']) ? eluGrad(call) : engine.fallback('EluGrad', call),
  );

  register(SOFTMAX_GRAD, (call) => {
    const { dy, y } = call.inputs as { dy: TensorInfo; y: TensorInfo };
    const length = axisSize(y.shape, -1);
    const out = engine.create(y.shape);
    wasm.softmaxGradient(
      engine.address(dy),
      engine.address(y),
      engine.address(out),
      sizeOf(y.shape) / length,
      length,
    );
    return out;
  });

  register(CLIP_GRAD, (call) => {
    const { dy, x } = call.inputs as { dy: TensorInfo; x: TensorInfo };
    const { low, high } = call.attrs as { low: number; high: number };
    const out = engine.create(x.shape);
    wasm.clipGradient(engine.address(dy), engine.address(x), engine.address(out), sizeOf(x.shape), low, high);
    return out;
  });

  register(SPREAD, (call) => {
    const dy = call.inputs['dy'] as TensorInfo;
    const { shape, reduction, scale } = call.attrs as unknown as Spread;
    const out = engine.create(shape);
    const { outer, reduced, inner } = reduction;
    wasm.spreadMiddle(engine.address(dy), engine.address(out), outer, reduced, inner, scale);
    return out;
  });

  register(MAX_GRAD, (call) => {
    const { dy, x, y } = call.inputs as { dy: TensorInfo; x: TensorInfo; y: TensorInfo };
    const { reduction } = call.attrs as unknown as { reduction: Reduction };
    const out = engine.create(x.shape);
    const [dyAt, xAt, yAt] = [engine.address(dy), engine.address(x), engine.address(y)];
    const { outer, reduced, inner } = reduction;
    wasm.maximumGradient(dyAt, xAt, yAt, engine.address(out), outer, reduced, inner);
    return out;
  });

  register(NORMALIZATION_SUMS, (call: KernelCall) => {
    const { x, dy, mean } = call.inputs as { x: TensorInfo; dy: TensorInfo; mean: TensorInfo };
    const channels = axisSize(x.shape, -1);
    const rows = sizeOf(x.shape) / channels;
    const parts = partsOf(rows * channels);
    const out = engine.create([2, channels]);
    const [from, dyAt, meanAt] = [engine.address(x), engine.address(dy), engine.address(mean)];
    engine.withMemory(parts * 2 * channels, (partials) => {
      wasm.normalizationSums(from, dyAt, meanAt, engine.address(out), rows, channels, parts, partials);
    });
    return out;
  });
}

/** The gradients of our gradient kernels, so that second-order gradients go on working. */
function registerSecondOrder(engine: EngineContext): void {
  const { tf } = engine;
  const register = (kernelName: string, inputsToSave: string[], gradFunc: GradFunc): void => {
    tf.registerGradient({ kernelName, inputsToSave, gradFunc });
  };
  const ofOutput = (kernelName: string, byOutput: (d: Tensor, dy: Tensor, y: Tensor) => Tensor): void => {
    register(kernelName, ['dy', 'y'], (d, [dy, y]) => ({
      dy: () => engine.run(kernelName, { dy: d as Tensor, y: y as Tensor }),
      y: () => byOutput(d as Tensor, dy as Tensor, y as Tensor),
    }));
  };
  ofOutput(RELU_GRAD, (_d, _dy, y) => tf.zerosLike(y));
  ofOutput(SIGMOID_GRAD, (d, dy, y) => tf.mul(tf.mul(d, dy), tf.sub(1, tf.mul(y, 2))));
  ofOutput(TANH_GRAD, (d, dy, y) => tf.mul(tf.mul(d, dy), tf.mul(y, -2)));
  ofOutput(SOFTMAX_GRAD, (d, dy, y) => {
    const sum = tf.sum(tf.mul(dy, y), -1, true);
    const weighted = tf.sum(tf.mul(d, y), -1, true);
    return tf.sub(tf.mul(d, tf.sub(dy, sum)), tf.mul(dy, weighted));
  });
  register(CLIP_GRAD, ['x'], (d, [x], attributes) => ({
    dy: () => engine.run(CLIP_GRAD, { dy: d as Tensor, x: x as Tensor }, attributes),
    x: () => tf.zerosLike(x as Tensor),
  }));
  register(SPREAD, ['dy'], (d, [dy], attributes) => ({
    dy: () => {
      const { reduction, scale } = attributes as unknown as Spread;
      const { outer, reduced, inner } = reduction;
      const sum = tf.sum(tf.reshape(d as Tensor, [outer, reduced, inner]), 1);
      return tf.reshape(tf.mul(sum, scale), (dy as Tensor).shape);
    },
  }));
}

/** Replaces the gradient of one kernel where `gradFunc` gives one; else, and on other backends, the original runs. */
function replaceGradient(
  engine: EngineContext,
  kernelName: string,
  gradFunc: (dy: Tensor, saved: Tensor[], attributes: NamedAttrMap) => Gradients | undefined,
): void {
  const { tf } = engine;
  const original = tf.getGradient(kernelName);
  if (original === undefined) return;
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    ...original,
    gradFunc: (dy, saved, attributes) => {
      const ours =
        engine.active && areFloats(dy as Tensor) ? gradFunc(dy as Tensor, saved, attributes) : undefined;
      return ours ?? original.gradFunc(dy, saved, attributes);
    },
  });
}

function fuseActivations(engine: EngineContext): void {
  // ReLU's input serves as well as its output: both have the same sign.
  replaceGradient(engine, 'Relu', (dy, [x]) => ({ x: () => engine.run(RELU_GRAD, { dy, y: x as Tensor }) }));
  replaceGradient(engine, 'Sigmoid', (dy, [y]) => ({
    x: () => engine.run(SIGMOID_GRAD, { dy, y: y as Tensor }),
  }));
  replaceGradient(engine, 'Tanh', (dy, [y]) => ({
    x: () => engine.run(TANH_GRAD, { dy, y: y as Tensor }),
  }));
  replaceGradient(engine, 'Softmax', (dy, [y], attributes) => {
    const axis = attributes['dim'];
    if (axis !== -1 && axis !== dy.shape.length - 1) return undefined;
    return { logits: () => engine.run(SOFTMAX_GRAD, { dy, y: y as Tensor }) };
  });
  replaceGradient(engine, 'ClipByValue', (dy, [x], attributes) => {
    const bounds = { low: attributes['clipValueMin'], high: attributes['clipValueMax'] };
    return { x: () => engine.run(CLIP_GRAD, { dy, x: x as Tensor }, bounds) };
  });
}

interface Spread {
  shape: number[];
  reduction: Reduction;
  scale: number;
}

function fuseReductions(engine: EngineContext): void {
  const { tf } = engine;
  for (const kernelName of ['Sum', 'Mean']) {
    replaceGradient(engine, kernelName, (dy, [x], attributes) => {
      const { shape } = x as Tensor;
      const reduction = reductionOf(engine, shape, attributes['axis'] as number[]);
      if (!areFloats(x) || reduction === undefined || sizeOf(shape) === 0) return undefined;
      const scale = kernelName === 'Mean' ? 1 / reduction.reduced : 1;
      return { x: () => engine.run(SPREAD, { dy }, { shape, reduction, scale }) };
    });
  }

  // TensorFlow.js compares, casts and multiplies with broadcasts of all ranks, which the CPU kernels do one by one.
  replaceGradient(engine, 'Max', (dy, [x, y], attributes) => {
    const { shape } = x as Tensor;
    const reduction = reductionOf(engine, shape, attributes['reductionIndices'] as number[]);
    if (!areFloats(x, y) || reduction === undefined || sizeOf(shape) === 0) return undefined;
    // Has no gradient of its own; while an outer gradient is recorded, the original goes.
    if (tf.engine().state.gradientDepth > 0) return undefined;
    return { x: () => engine.run(MAX_GRAD, { dy, x: x as Tensor, y: y as Tensor }, { reduction }) };
  });

  // TensorFlow.js slices dy once for every repetition; a sum over each repeated axis is the same.
  replaceGradient(engine, 'Tile', (dy, [x], attributes) => {
    if (!areFloats(x)) return undefined;
    const repeats = attributes['reps'] as number[];
    return {
      x: () => {
        let gradient = dy;
        const shape = dy.shape.slice();
        repeats.forEach((times, axis) => {
          if (times === 1) return;
          shape[axis] = (shape[axis] ?? 1) / times;
          const parted = [sizeOf(shape.slice(0, axis)), times, sizeOf(shape.slice(axis))];
          gradient = tf.sum(tf.reshape(gradient, parted), 1);
        });
        return tf.reshape(gradient, (x as Tensor).shape);
      },
    };
  });
}

/**
 * With r = 1 / sqrt(variance + epsilon), s1 = sum of dy and s2 = sum of dy (x - mean), per channel:
 * dx = dy r scale, dmean = -s1 r scale, dvariance = -s2 r^3 scale / 2, dscale = s2 r, doffset = s1.
 */
function fuseBatchNormalization(engine: EngineContext): void {
  const { tf } = engine;
  replaceGradient(engine, 'FusedBatchNorm', (dy, saved, attributes) => {
    const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
    const channels = axisSize(x.shape, -1);
    const perChannel = mean.size === channels && (scale == null || scale.size === channels);
    if (!perChannel || !areFloats(x, mean, variance, scale)) return undefined;
    // The sums have no gradient of their own; while an outer gradient is recorded, the original goes.
    if (tf.engine().state.gradientDepth > 0) return undefined;
    const r = tf.reshape(tf.rsqrt(tf.add(variance, attributes['varianceEpsilon'] as number)), [channels]);
    const [s1, s2] = tf.unstack(engine.run(NORMALIZATION_SUMS, { x, dy, mean })) as [Tensor, Tensor];
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
