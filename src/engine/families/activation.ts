/** Activations: softmax, the gradients of the common ones, and what ends a fused operation. */
import type { LogSoftmaxAttrs, SoftmaxAttrs, Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { BinaryOp, Broadcast, UnaryOp } from '../kernels/operations';
import { replaceGradient } from '../patching';
import type { Inputs, KernelCall, KernelFunc, Kernels, TensorInfo } from '../tensorflow';

/** Our kernels' names, beside those of TensorFlow.js. */
export const RELU_GRAD = 'LrTunerReluGrad';
const SIGMOID_GRAD = 'LrTunerSigmoidGrad';
const TANH_GRAD = 'LrTunerTanhGrad';
const SOFTMAX_GRAD = 'LrTunerSoftmaxGrad';

export function kernels(engine: EngineContext): Kernels {
  const eluGrad = gradientFromOutput(engine, BinaryOp.EluGrad);
  return {
    Softmax: softmaxKernel(engine, 'Softmax', ({ attrs }) => (attrs as unknown as SoftmaxAttrs).dim),
    LogSoftmax: softmaxKernel(
      engine,
      'LogSoftmax',
      ({ attrs }) => (attrs as unknown as LogSoftmaxAttrs).axis,
    ),
    EluGrad: (call) =>
      areFloats(call.inputs['dy'], call.inputs['y']) ? eluGrad(call) : engine.fallback('EluGrad', call),
  };
}

/** Makes the gradients of ReLU, the logistic function, tanh and softmax one kernel each. */
export function fuse(engine: EngineContext): void {
  const { tf } = engine;
  registerGradient(engine, RELU_GRAD, gradientFromOutput(engine, BinaryOp.ReluGrad), (_d, _dy, y) =>
    tf.zerosLike(y),
  );
  registerGradient(engine, SIGMOID_GRAD, gradientFromOutput(engine, BinaryOp.SigmoidGrad), (d, dy, y) =>
    tf.mul(tf.mul(d, dy), tf.sub(1, tf.mul(y, 2))),
  );
  registerGradient(engine, TANH_GRAD, gradientFromOutput(engine, BinaryOp.TanhGrad), (d, dy, y) =>
    tf.mul(tf.mul(d, dy), tf.mul(y, -2)),
  );
  registerGradient(engine, SOFTMAX_GRAD, softmaxGradient(engine), (d, dy, y) => {
    const sum = tf.sum(tf.mul(dy, y), -1, true);
    const weighted = tf.sum(tf.mul(d, y), -1, true);
    return tf.sub(tf.mul(d, tf.sub(dy, sum)), tf.mul(dy, weighted));
  });

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
}

/** Registers the gradient of an activation, from dy and its output y, and that gradient's own, from `ofOutput`. */
function registerGradient(
  engine: EngineContext,
  kernelName: string,
  kernelFunc: KernelFunc,
  ofOutput: (d: Tensor, dy: Tensor, y: Tensor) => Tensor,
): void {
  engine.register(kernelName, kernelFunc);
  engine.tf.registerGradient({
    kernelName,
    inputsToSave: ['dy', 'y'],
    gradFunc: (d, saved) => {
      const [dy, y] = saved as [Tensor, Tensor];
      return {
        dy: () => engine.run(kernelName, { dy: d as Tensor, y }),
        y: () => ofOutput(d as Tensor, dy, y),
      };
    },
  });
}

/** The kernel of a gradient that is one operation on each element of dy and y. */
function gradientFromOutput(engine: EngineContext, op: BinaryOp): KernelFunc {
  return (call) => {
    const { dy, y } = call.inputs as Inputs<'dy' | 'y'>;
    const out = engine.create(y.shape);
    const size = sizeOf(y.shape);
    engine.wasm.binary(
      op,
      Broadcast.None,
      engine.address(dy),
      engine.address(y),
      engine.address(out),
      size,
      1,
    );
    return out;
  };
}

function softmaxKernel(
  engine: EngineContext,
  name: 'Softmax' | 'LogSoftmax',
  axisOf: (call: KernelCall) => number,
): KernelFunc {
  return (call) => {
    const { logits } = call.inputs as Inputs<'logits'>;
    const axis = axisOf(call);
    const last = axis === -1 || axis === logits.shape.length - 1;
    if (!areFloats(logits) || !last || sizeOf(logits.shape) === 0) return engine.fallback(name, call);
    const length = axisSize(logits.shape, -1);
    const rows = sizeOf(logits.shape) / length;
    const out = engine.create(logits.shape);
    engine.wasm.softmax(engine.address(logits), engine.address(out), rows, length, name === 'LogSoftmax');
    return out;
  };
}

function softmaxGradient(engine: EngineContext): KernelFunc {
  return (call) => {
    const { dy, y } = call.inputs as Inputs<'dy' | 'y'>;
    const length = axisSize(y.shape, -1);
    const rows = sizeOf(y.shape) / length;
    const out = engine.create(y.shape);
    engine.wasm.softmaxGradient(engine.address(dy), engine.address(y), engine.address(out), rows, length);
    return out;
  };
}

interface Finish {
  bias: TensorInfo | null | undefined;
  activation: string | null | undefined;
  /** PReLU's weights. */
  alpha: TensorInfo | null | undefined;
  leak: number | undefined;
}

const IN_PLACE: Readonly<Record<string, UnaryOp>> = {
  relu: UnaryOp.Relu,
  relu6: UnaryOp.Relu6,
  sigmoid: UnaryOp.Sigmoid,
  elu: UnaryOp.Elu,
  leakyrelu: UnaryOp.LeakyRelu,
};

/** Adds the bias of a fused operation and applies its activation, in place on the fresh `out` where it can. */
export function finishFused(engine: EngineContext, out: TensorInfo, finish: Finish): TensorInfo {
  const { bias, activation, alpha, leak } = finish;
  const { wasm } = engine;
  const size = sizeOf(out.shape);
  if (bias != null) {
    const columns = out.shape.at(-1) ?? 1;
    const biasSize = sizeOf(bias.shape);
    if (biasSize === columns || biasSize === 1) {
      const broadcast = biasSize === 1 ? Broadcast.RightScalar : Broadcast.RightRow;
      const target = engine.address(out);
      wasm.binary(BinaryOp.Add, broadcast, target, engine.address(bias), target, size, columns);
    } else {
      out = replace(engine, out, 'Add', { a: out, b: bias });
    }
  }
  if (activation == null || activation === 'linear') return out;
  if (activation === 'prelu' && alpha != null) return replace(engine, out, 'Prelu', { x: out, alpha });
  const op = IN_PLACE[activation];
  if (op === undefined) throw new Error(`The activation '${activation}' cannot be fused.`);
  wasm.unary(op, engine.address(out), engine.address(out), size, leak ?? 0, 0);
  return out;
}

function replace(
  engine: EngineContext,
  out: TensorInfo,
  kernel: string,
  inputs: Record<string, TensorInfo>,
): TensorInfo {
  const result = engine.fallback(kernel, { inputs, backend: engine.backend, attrs: {} }) as TensorInfo;
  engine.dispose(out);
  return result;
}
