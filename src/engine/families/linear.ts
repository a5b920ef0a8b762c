/** Dense and convolutional layers in training, one kernel for product, bias and ReLU. */
import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { whenClassLoads, type LayerWeight } from '../patching';
import type { Inputs, TensorInfo } from '../tensorflow';
import { RELU_GRAD } from './activation';

/** What we read of TensorFlow.js's layers. */
interface LinearLayer {
  kernel: LayerWeight;
  bias: LayerWeight | null;
  activation: { getClassName(): string; apply(x: Tensor): Tensor };
}

interface Dense extends LinearLayer {
  invokeCallHook(inputs: Tensor | Tensor[], options: object): void;
}

interface Conv2D extends LinearLayer {
  strides: [number, number];
  padding: string;
  dataFormat: string;
  dilationRate: [number, number];
}

type Call<Layer> = (this: Layer, inputs: Tensor | Tensor[], options: object) => Tensor;

/**
 * Runs what a dense or convolutional layer does, y = activation(x w + b), as one kernel if the activation is ReLU or
 * none. TensorFlow.js does so only outside training; in training it runs up to ten small operations for it, some of
 * them over all outputs, and as many for its gradients.
 */
export function fuse(engine: EngineContext): void {
  const runDense = registerDense(engine);
  whenClassLoads<{ call: Call<Dense> }>(engine, 'Dense', ({ prototype }) => {
    const original = prototype.call;
    prototype.call = function (inputs, options) {
      const x = coveredInput(engine, inputs, this.kernel);
      if (x === undefined) return original.call(this, inputs, options);
      this.invokeCallHook(inputs, options);
      return runDense(this, x, {});
    };
  });

  const runConvolution = registerConvolution(engine);
  whenClassLoads<{ call: Call<Conv2D> }>(engine, 'Conv2D', ({ prototype }) => {
    const original = prototype.call;
    prototype.call = function (inputs, options) {
      const x = coveredInput(engine, inputs, this.kernel);
      const { strides, padding, dataFormat, dilationRate } = this;
      // TensorFlow.js has no gradient of a dilated convolution, nor any other padding, and says so better.
      const plain = dataFormat === 'channelsLast' && dilationRate.every((rate) => rate === 1);
      const covered = plain && (padding === 'same' || padding === 'valid');
      if (x?.rank !== 4 || !covered) return original.call(this, inputs, options);
      return runConvolution(this, x, { strides, pad: padding });
    };
  });
}

/** The layer's one input if the kernels cover it and no gradient of the gradient is asked for. */
function coveredInput(
  engine: EngineContext,
  inputs: Tensor | Tensor[],
  kernel: LayerWeight,
): Tensor | undefined {
  const [x, ...others] = Array.isArray(inputs) ? inputs : [inputs];
  const firstOrder = engine.tf.engine().state.gradientDepth <= 1;
  if (x === undefined || others.length > 0 || !engine.active || !firstOrder) return undefined;
  const w = kernel.read();
  const fits = x.rank >= 2 && sizeOf(x.shape) > 0 && axisSize(x.shape, -1) === axisSize(w.shape, -2);
  return fits && areFloats(x, w) ? x : undefined;
}

type RunLayer = (layer: LinearLayer, x: Tensor, attributes: object) => Tensor;

/** x [..., features], w [features, units], b [units]. */
function registerDense(engine: EngineContext): RunLayer {
  const asRows = (x: Tensor): Tensor =>
    x.rank === 2 ? x : engine.tf.reshape(x, [-1, axisSize(x.shape, -1)]);
  const product = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
    engine.run('BatchMatMul', { a, b }, { transposeA, transposeB });
  return registerLinear(engine, {
    name: 'LrTunerDense',
    fusedKernel: '_FusedMatMul',
    inputsOf: (a, b) => ({ a, b }),
    constant: { transposeA: false, transposeB: false },
    ofInput: (dz, { w }) => product(dz, w, false, true),
    ofWeights: (dz, { x }) => product(asRows(x), asRows(dz), true, false),
  });
}

/** x [batch, height, width, channels], w [kernel height, kernel width, channels, filters], b [filters]. */
function registerConvolution(engine: EngineContext): RunLayer {
  const constant = { dataFormat: 'NHWC', dilations: [1, 1] };
  return registerLinear(engine, {
    name: 'LrTunerConv2D',
    fusedKernel: 'FusedConv2D',
    inputsOf: (x, filter) => ({ x, filter }),
    constant,
    ofInput: (dy, { x, w }, attributes) =>
      engine.run(
        'Conv2DBackpropInput',
        { dy, filter: w },
        { ...constant, ...attributes, inputShape: x.shape },
      ),
    ofWeights: (dy, { x, w }, attributes) =>
      engine.run('Conv2DBackpropFilter', { x, dy }, { ...constant, ...attributes, filterShape: w.shape }),
  });
}

interface LinearKernels {
  name: string;
  /** TensorFlow.js's kernel for all of it, which has no gradient, with what it calls x and w. */
  fusedKernel: string;
  inputsOf(x: TensorInfo, w: TensorInfo): Record<string, TensorInfo>;
  /** The kernel's attributes that are the same for every layer. */
  constant: object;
  /** The gradients of x and of w, from dz, that of x w + b. */
  ofInput(dz: Tensor, saved: { x: Tensor; w: Tensor }, attributes: NamedAttrMap): Tensor;
  ofWeights(dz: Tensor, saved: { x: Tensor; w: Tensor }, attributes: NamedAttrMap): Tensor;
}

/** Registers a kernel with its gradient, without activation and with ReLU, and tells how to run a layer by them. */
function registerLinear(engine: EngineContext, kernels: LinearKernels): RunLayer {
  const { tf } = engine;
  const withRelu = `${kernels.name}Relu`;
  const fusedKernel = engine.kernel(kernels.fusedKernel);
  for (const kernelName of [kernels.name, withRelu]) {
    const relu = kernelName === withRelu;
    engine.register(kernelName, (call) => {
      const { x, w, b } = call.inputs as Inputs<'x' | 'w', 'b'>;
      const inputs = { ...kernels.inputsOf(x, w), ...(b ? { bias: b } : {}) };
      const attrs = { ...kernels.constant, ...call.attrs, activation: relu ? 'relu' : 'linear' };
      return fusedKernel({ ...call, inputs, attrs });
    });
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x', 'w'],
      outputsToSave: [relu],
      gradFunc: (dy, saved, attributes) => {
        const [x, w, y] = saved as [Tensor, Tensor, Tensor | undefined];
        const dz = y === undefined ? (dy as Tensor) : engine.run(RELU_GRAD, { dy: dy as Tensor, y });
        const rows = dz.shape.map((_, axis) => axis).slice(0, -1);
        return {
          x: () => kernels.ofInput(dz, { x, w }, attributes),
          w: () => kernels.ofWeights(dz, { x, w }, attributes),
          b: () => engine.run('Sum', { x: dz }, { axis: rows, keepDims: false }),
        };
      },
    });
  }

  return (layer, x, attributes) =>
    tf.tidy(() => {
      const relu = layer.activation.getClassName() === 'relu';
      const inputs = { x, w: layer.kernel.read(), ...(layer.bias ? { b: layer.bias.read() } : {}) };
      const y = engine.run(relu ? withRelu : kernels.name, inputs, attributes);
      return relu ? y : layer.activation.apply(y);
    });
}
