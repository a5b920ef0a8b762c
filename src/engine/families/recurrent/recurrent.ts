/** The recurrent layers of tfjs-layers: which cases whole-sequence kernels cover, and how a layer runs by them. */
import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, type EngineContext } from '../../context';
import { RecurrentActivation } from '../../kernels/operations';
import { whenClassLoads, type LayerWeight } from '../../patching';
import { registerGru } from './gru';
import { registerLstm } from './lstm';
import { registerSimpleRnn } from './simpleRnn';

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
    kernel: LayerWeight;
    recurrentKernel: LayerWeight;
    bias: LayerWeight;
    activation: NamedActivation;
    /** Absent in the simple layer. */
    recurrentActivation?: NamedActivation;
  };
}

interface CallOptions {
  training?: boolean;
  mask?: Tensor | (Tensor | null)[] | null;
  initialState?: unknown;
}

type Call = (
  this: RecurrentLayer,
  inputs: Tensor | Tensor[],
  options: CallOptions | undefined,
) => Tensor | Tensor[];

/** Runs whole sequences of a layer in one kernel, where TensorFlow.js runs some 20 operations for each step. */
export function fuse(engine: EngineContext): void {
  replaceCall(engine, 'LSTM', registerLstm(engine));
  replaceCall(engine, 'GRU', registerGru(engine));
  replaceCall(engine, 'SimpleRNN', registerSimpleRnn(engine));
}

function replaceCall(engine: EngineContext, className: string, kernelName: string): void {
  whenClassLoads<{ call: Call }>(engine, className, ({ prototype }) => {
    const original = prototype.call;
    prototype.call = function (inputs, options) {
      const x = covered(this, inputs, options);
      const activation = recurrentActivation(this);
      if (!engine.active || x === undefined || activation === undefined) {
        return original.call(this, inputs, options);
      }
      return engine.tf.tidy(() => runLayer(engine, this, kernelName, x, activation));
    };
  });
}

/** The input when the layer is a case that the kernels cover: no mask, state, dropout, or other activation. */
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

/** Undefined where the kernels do not know it. */
function recurrentActivation({ cell }: RecurrentLayer): RecurrentActivation | undefined {
  const name = cell.recurrentActivation?.getClassName();
  if (name === 'hardSigmoid') return RecurrentActivation.HardSigmoid;
  return name === 'sigmoid' || name === undefined ? RecurrentActivation.Sigmoid : undefined;
}

function runLayer(
  engine: EngineContext,
  layer: RecurrentLayer,
  kernelName: string,
  x: Tensor,
  activation: RecurrentActivation,
): Tensor {
  const { tf } = engine;
  const { cell } = layer;
  const h = engine.run(
    kernelName,
    {
      x: layer.goBackwards ? tf.reverse(x, 1) : x,
      w: cell.kernel.read(),
      u: cell.recurrentKernel.read(),
      ...(cell.useBias ? { b: cell.bias.read() } : {}),
    },
    { activation },
  );
  if (layer.returnSequences) return h;
  const [batch = 0, time = 0] = x.shape;
  return tf.reshape(tf.slice(h, [0, time - 1, 0], [-1, 1, -1]), [batch, cell.units]);
}
