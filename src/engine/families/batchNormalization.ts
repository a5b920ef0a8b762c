import type { Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sizeOf, type EngineContext } from '../context';
import { partsOf } from './reductions';
import type { Inputs, TensorInfo } from '../tensorflow';
import { whenClassLoads } from '../patching';

const FORWARD = 'LrTunerBatchNorm';
const BACKWARD = 'LrTunerBatchNormGrad';

interface Variable {
  read(): Tensor;
  write(value: Tensor): void;
}

/** What we read of TensorFlow.js's layer. */
interface BatchNormalization {
  axis: number;
  epsilon: number;
  momentum: number;
  gamma: Variable | null;
  beta: Variable | null;
  movingMean: Variable;
  movingVariance: Variable;
}

type CallOptions = { training?: boolean } | undefined;
type Call = (this: BatchNormalization, inputs: Tensor | Tensor[], options: CallOptions) => Tensor;

/** Runs a batch normalization layer in training as one kernel each way, where TensorFlow.js runs some 25 operations. */
export function fuseBatchNormalization(engine: EngineContext): void {
  registerKernels(engine);
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
        const outputs = engine.run(FORWARD, operands, { epsilon: this.epsilon });
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
function follow({ tf }: EngineContext, moving: Variable, value: Tensor, momentum: number): void {
  const before = moving.read();
  moving.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)));
}

function registerKernels(engine: EngineContext): void {
  const { tf, wasm, name } = engine;
  const shapeOf = (x: TensorInfo): { rows: number; channels: number; parts: number } => {
    const channels = axisSize(x.shape, -1);
    return { rows: sizeOf(x.shape) / channels, channels, parts: partsOf(sizeOf(x.shape)) };
  };

  tf.registerKernel({
    kernelName: FORWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { x, scale, offset } = call.inputs as Inputs<'x' | 'scale' | 'offset'>;
      const { epsilon } = call.attrs as unknown as { epsilon: number };
      const { rows, channels, parts } = shapeOf(x);
      const outputs = [engine.create(x.shape), engine.create([channels]), engine.create([channels])] as const;
      const addresses = [x, scale, offset, ...outputs].map((tensor) => engine.address(tensor));
      engine.withMemory((parts + 1) * 2 * channels, (partials) => {
        wasm.batchNormForward(...addresses, rows, channels, epsilon, parts, partials);
      });
      return [...outputs];
    },
  });

  tf.registerKernel({
    kernelName: BACKWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { x, dy, mean, variance, scale } = call.inputs as Inputs<
        'x' | 'dy' | 'mean' | 'variance' | 'scale'
      >;
      const { epsilon } = call.attrs as unknown as { epsilon: number };
      const { rows, channels, parts } = shapeOf(x);
      const outputs = [engine.create(x.shape), engine.create([channels]), engine.create([channels])] as const;
      const addresses = [x, dy, mean, variance, scale, ...outputs].map((tensor) => engine.address(tensor));
      engine.withMemory((parts + 1) * 3 * channels, (partials) => {
        wasm.batchNormBackward(...addresses, rows, channels, epsilon, parts, partials);
      });
      return [...outputs];
    },
  });

  // Mean and variance go only into the moving averages, which no gradient reaches.
  tf.registerGradient({
    kernelName: FORWARD,
    inputsToSave: ['x', 'scale'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
      const [dy] = dys as Tensor[];
      const gradients = engine.run(BACKWARD, { x, dy: dy as Tensor, mean, variance, scale }, attributes);
      const [dx, dScale, dOffset] = gradients as unknown as [Tensor, Tensor, Tensor];
      return { x: () => dx, scale: () => dScale, offset: () => dOffset };
    },
  });
}
