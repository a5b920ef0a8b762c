import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, roundUp, type EngineContext } from '../context';
import { RecurrentActivation } from '../kernels/operations';
import type { TensorInfo } from '../tensorflow';

const LSTM = 'LrTunerLstm';
const LSTM_GRAD = 'LrTunerLstmGrad';
const STATES_BEFORE = 'LrTunerStatesBefore';

interface Weight {
  read(): Tensor;
}

interface NamedActivation {
  getClassName(): string;
}

/** What we read of TensorFlow.js's recurrent layers. */
interface RecurrentLayer {
  stateful: boolean;
  returnState: boolean;
  returnSequences: boolean;
  goBackwards: boolean;
  cell: {
    units: number;
    dropout: number;
    recurrentDropout: number;
    useBias: boolean;
    kernel: Weight;
    recurrentKernel: Weight;
    bias: Weight;
    activation: NamedActivation;
    recurrentActivation?: NamedActivation;
  };
}

type Call = (
  this: RecurrentLayer,
  inputs: Tensor | Tensor[],
  options: CallOptions | undefined,
) => Tensor | Tensor[];
interface CallOptions {
  training?: boolean;
  mask?: Tensor | (Tensor | null)[] | null;
  initialState?: unknown;
}

/** Runs whole sequences of an LSTM layer in one kernel, where TensorFlow.js runs some 20 operations for each step. */
export function fuseRecurrentLayers(engine: EngineContext): void {
  if (engine.tf.layers === undefined) return; // only tfjs-core is loaded
  registerLstm(engine);
  // A name of its own, so that the user's layers are still numbered from 1.
  const { prototype } = engine.tf.layers.lstm({ units: 4, name: 'lr_tuner_lstm' }).constructor as unknown as {
    prototype: { call: Call };
  };
  const original = prototype.call;
  prototype.call = function (inputs, options) {
    const x = covered(this, inputs, options);
    const activation = recurrentActivation(this);
    if (!engine.active || x === undefined || activation === undefined)
      return original.call(this, inputs, options);
    return engine.tf.tidy(() => runLstm(engine, this, x, activation));
  };
}

/** The input when the layer is a case that the kernel covers: no mask, state, dropout, or own activation. */
function covered(
  layer: RecurrentLayer,
  inputs: Tensor | Tensor[],
  options: CallOptions | undefined,
): Tensor | undefined {
  const [x, ...states] = Array.isArray(inputs) ? inputs : [inputs];
  const { cell } = layer;
  const { mask } = options ?? {};
  const masked = Array.isArray(mask) ? mask.some((each) => each != null) : mask != null;
  const dropout = options?.training === true && (cell.dropout > 0 || cell.recurrentDropout > 0);
  if (masked || dropout || layer.stateful || layer.returnState || options?.initialState != null)
    return undefined;
  if (x === undefined || states.length > 0 || x.rank !== 3 || x.dtype !== 'float32') return undefined;
  if (axisSize(x.shape, 1) === 0 || cell.units % 4 !== 0) return undefined;
  return cell.activation.getClassName() === 'tanh' ? x : undefined;
}

function recurrentActivation(layer: RecurrentLayer): RecurrentActivation | undefined {
  const name = layer.cell.recurrentActivation?.getClassName();
  if (name === 'sigmoid') return RecurrentActivation.Sigmoid;
  return name === 'hardSigmoid' ? RecurrentActivation.HardSigmoid : undefined;
}

function runLstm(
  engine: EngineContext,
  layer: RecurrentLayer,
  x: Tensor,
  activation: RecurrentActivation,
): Tensor {
  const { tf } = engine;
  const { cell } = layer;
  const [batch, time] = [axisSize(x.shape, 0), axisSize(x.shape, 1)];
  const h = engine.run(
    LSTM,
    {
      x: layer.goBackwards ? tf.reverse(x, 1) : x,
      w: cell.kernel.read(),
      u: cell.recurrentKernel.read(),
      ...(cell.useBias ? { b: cell.bias.read() } : {}),
    },
    { activation },
  );
  if (layer.returnSequences) return h;
  return tf.reshape(tf.slice(h, [0, time - 1, 0], [-1, 1, -1]), [batch, cell.units]);
}

function registerLstm(engine: EngineContext): void {
  const { tf, wasm, name } = engine;
  tf.registerKernel({
    kernelName: LSTM,
    backendName: name,
    kernelFunc: (call) => {
      const { x, w, u, b } = call.inputs as { x: TensorInfo; w: TensorInfo; u: TensorInfo; b?: TensorInfo };
      const { activation } = call.attrs as unknown as { activation: number };
      const [batch = 0, time = 0, features = 0] = x.shape;
      const units = axisSize(u.shape, 0);
      const h = engine.create([batch, time, units]);
      const gates = engine.attach(h, batch * time * 4 * units);
      const cells = engine.attach(h, batch * time * units);
      const [from, wAt, uAt, bAt] = [
        engine.address(x),
        engine.address(w),
        engine.address(u),
        engine.optionalAddress(b),
      ];
      engine.withMemory(Math.max(features, units) * 4 * units, (panels) => {
        wasm.matMul(
          false,
          false,
          batch * time,
          4 * units,
          features,
          1,
          from,
          0,
          wAt,
          0,
          gates,
          panels,
          0,
          false,
        );
        wasm.lstmForward(gates, engine.address(h), cells, uAt, bAt, panels, batch, time, units, activation);
      });
      return h;
    },
  });

  tf.registerKernel({
    kernelName: LSTM_GRAD,
    backendName: name,
    kernelFunc: (call) => {
      const { dy, h, u } = call.inputs as { dy: TensorInfo; h: TensorInfo; u: TensorInfo };
      const { activation } = call.attrs as unknown as { activation: number };
      const [batch = 0, time = 0, units = 0] = h.shape;
      const [gates, cells] = engine.backend.data.get(h.dataId).attached ?? [];
      if (gates === undefined || cells === undefined) throw new Error('The LSTM was not run by this engine.');
      const out = engine.create([batch * time, 4 * units]);
      const [dyAt, uAt] = [engine.address(dy), engine.address(u)];
      engine.withMemory(4 * units * roundUp(units, 8), (panels) => {
        wasm.lstmBackward(
          dyAt,
          gates,
          cells,
          engine.address(out),
          uAt,
          panels,
          batch,
          time,
          units,
          activation,
        );
      });
      return out;
    },
  });

  tf.registerKernel({
    kernelName: STATES_BEFORE,
    backendName: name,
    kernelFunc: (call) => {
      const h = call.inputs['h'] as TensorInfo;
      const [batch = 0, time = 0, units = 0] = h.shape;
      const out = engine.create([batch * time, units]);
      wasm.statesBefore(engine.address(h), engine.address(out), batch, time, units);
      return out;
    },
  });

  tf.registerGradient({
    kernelName: LSTM,
    inputsToSave: ['x', 'w', 'u'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, w, u, h] = saved as [Tensor, Tensor, Tensor, Tensor];
      const dGates = engine.run(LSTM_GRAD, { dy: dy as Tensor, h, u }, attributes);
      const [batch = 0, time = 0, features = 0] = x.shape;
      const before = (): Tensor => engine.run(STATES_BEFORE, { h });
      return {
        x: () => tf.reshape(tf.matMul(dGates, w, false, true), x.shape),
        w: () => tf.matMul(tf.reshape(x, [batch * time, features]), dGates, true, false),
        u: () => tf.matMul(before(), dGates, true, false),
        b: () => tf.sum(dGates, 0),
      };
    },
  });
}
