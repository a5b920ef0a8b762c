/** What the recurrent layers share: their kernels over whole sequences become one operation with its gradient. */
import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, type EngineContext } from '../../context';
import type { Inputs, TensorInfo } from '../../tensorflow';

/** A recurrent layer's operands: x [batch, time, features], w [features, gates * units], u [units, gates * units], b. */
type LayerInputs = Inputs<'x' | 'w' | 'u', 'b'>;

interface Sequences {
  batch: number;
  time: number;
  units: number;
  /** A `RecurrentActivation`, where the layer has one. */
  activation: number;
}

/** A kind of recurrent layer: its kernels each way, over whole sequences. */
export interface SequenceKernels {
  /** Of the forward kernel; that of the gradient is made from it. */
  name: string;
  /** Gates of a unit: the columns of w and u for it. */
  gates: number;
  /** Fills the states h, [batch, time, units]; `recurrent` and `bias` (0 for none) are the addresses of u and b. */
  forward(
    h: TensorInfo,
    operands: { x: TensorInfo; w: TensorInfo; recurrent: number; bias: number },
    sequences: Sequences,
  ): void;
  /** Fills `dGates`, [batch * time, gates * units], from dh; `h` is what `forward` filled. Addresses. */
  backward(
    h: TensorInfo,
    addresses: { dh: number; dGates: number; recurrent: number },
    sequences: Sequences,
  ): void;
  /** The gradient of u, where it is not just the states before each step times those of the gates. */
  ofRecurrent?(h: Tensor, dGates: Tensor): Tensor;
}

/** Registers the kernels of a recurrent layer and its gradient; returns the name of the kernel that runs the layer. */
export function registerSequence(engine: EngineContext, kernels: SequenceKernels): string {
  const { tf } = engine;
  const { name: forward, gates } = kernels;
  const backward = `${forward}Grad`;
  const ofWeights = `${forward}WeightsGrad`;
  const sequencesOf = (
    shape: readonly number[],
    units: number,
    attributes: object | undefined,
  ): Sequences => {
    const [batch = 0, time = 0] = shape;
    const { activation = 0 } = (attributes ?? {}) as { activation?: number };
    return { batch, time, units, activation };
  };

  engine.register(forward, (call) => {
    const { x, w, u, b } = call.inputs as LayerInputs;
    const sequences = sequencesOf(x.shape, axisSize(u.shape, 0), call.attrs);
    const h = engine.create([sequences.batch, sequences.time, sequences.units]);
    const [recurrent, bias] = [engine.address(u), engine.optionalAddress(b)];
    kernels.forward(h, { x, w, recurrent, bias }, sequences);
    return h;
  });

  engine.register(backward, (call) => {
    const { dy, h, u } = call.inputs as Inputs<'dy' | 'h' | 'u'>;
    const sequences = sequencesOf(h.shape, axisSize(u.shape, 0), call.attrs);
    const out = engine.create([sequences.batch * sequences.time, gates * sequences.units]);
    const addresses = { dh: engine.address(dy), dGates: engine.address(out), recurrent: engine.address(u) };
    kernels.backward(h, addresses, sequences);
    return out;
  });

  engine.register(ofWeights, (call) => {
    const { x, h, dGates } = call.inputs as Inputs<'x' | 'h' | 'dGates'>;
    const { states } = call.attrs as unknown as { states: boolean };
    const [batch = 0, time = 0, features = 0] = x.shape;
    const units = states ? axisSize(h.shape, -1) : 0;
    const columns = axisSize(dGates.shape, -1);
    const out = engine.create([features + units + 1, columns]);
    const [xAt, hAt, gatesAt] = [engine.address(x), engine.address(h), engine.address(dGates)];
    const to = engine.address(out);
    engine.wasm.sequenceGradients(xAt, hAt, gatesAt, to, batch, time, features, units, columns);
    return out;
  });

  tf.registerGradient({
    kernelName: forward,
    inputsToSave: ['x', 'w', 'u'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, w, u, h] = saved as [Tensor, Tensor, Tensor, Tensor];
      const { ofRecurrent } = kernels;
      const dGates = engine.run(backward, { dy: dy as Tensor, h, u }, attributes);
      const states = ofRecurrent === undefined;
      const weights = engine.run(ofWeights, { x, h, dGates }, { states });
      const features = axisSize(x.shape, -1);
      const units = states ? axisSize(h.shape, -1) : 0;
      return {
        x: () => tf.reshape(tf.matMul(dGates as never, w as never, false, true), x.shape),
        w: () => tf.slice(weights, 0, features),
        u: () => ofRecurrent?.(h, dGates) ?? tf.slice(weights, features, units),
        b: () => tf.reshape(tf.slice(weights, features + units), [-1]),
      };
    },
  });
  return forward;
}

/** `to` = x w for all sequences and steps at once. */
export function multiplyInputs(engine: EngineContext, x: TensorInfo, w: TensorInfo, to: number): void {
  const [batch = 0, time = 0, features = 0] = x.shape;
  const columns = w.shape[1] ?? 0;
  const [from, weights] = [engine.address(x), engine.address(w)];
  engine.withMemory(features * (columns + 8), (panels) => {
    const rows = batch * time;
    engine.wasm.matMul(false, false, rows, columns, features, 1, from, 0, weights, 0, to, panels, 0, false);
  });
}
