/** The loss of classifiers, categorical cross-entropy, as one kernel each way. */
import type { Tensor } from '@tensorflow/tfjs';
import { areFloats, axisSize, sameShape, sizeOf, type EngineContext } from '../context';
import { whenClassLoads } from '../patching';
import type { Inputs } from '../tensorflow';

const FORWARD = 'LrTunerCrossEntropy';
const BACKWARD = 'LrTunerCrossEntropyGrad';
const NAME = 'categoricalCrossentropy';

type Loss = (target: Tensor, prediction: Tensor) => Tensor;
/** A loss, or one for each output: in their order, or by their names. */
type Losses = unknown[] | Record<string, unknown> | string | Loss;

/** What we read of TensorFlow.js's model. */
interface Model {
  outputNames: string[];
  lossFunctions: Loss[];
  compile(options: { loss: Losses }): void;
}

/** Gives compiled models our loss, where TensorFlow.js runs some 30 operations. */
export function fuse(engine: EngineContext): void {
  registerLoss(engine);
  whenClassLoads<Model>(engine, 'Model', ({ prototype }) => {
    const original = prototype.compile;
    prototype.compile = function (options) {
      original.call(this, options);
      this.lossFunctions = this.lossFunctions.map((loss, output) =>
        lossOf(options.loss, output, this.outputNames[output]) === NAME ? fusedLoss(engine, loss) : loss,
      );
    };
  });
}

function lossOf(losses: Losses, output: number, outputName = ''): unknown {
  if (typeof losses !== 'object') return losses;
  return Array.isArray(losses) ? losses[output] : losses[outputName];
}

function fusedLoss(engine: EngineContext, original: Loss): Loss {
  const { tf } = engine;
  const ours: Loss = (target, prediction) => {
    const firstOrder = tf.engine().state.gradientDepth <= 1;
    const fits = sameShape(target.shape, prediction.shape) && target.rank > 0 && target.size > 0;
    if (!engine.active || !firstOrder || !fits || !areFloats(prediction)) return original(target, prediction);
    const low = engine.backend.epsilon();
    return tf.tidy(() =>
      engine.run(FORWARD, { target: tf.cast(target, 'float32'), prediction }, { low, high: 1 - low }),
    );
  };
  // Who asks what loss a model has (our trainer does) asks by the name.
  return Object.defineProperty(ours, 'name', { value: original.name });
}

interface Limits {
  low: number;
  high: number;
}

function registerLoss(engine: EngineContext): void {
  const { tf, wasm } = engine;
  engine.register(FORWARD, (call) => {
    const { target, prediction } = call.inputs as Inputs<'target' | 'prediction'>;
    const { low, high } = call.attrs as unknown as Limits;
    const loss = engine.create(prediction.shape.slice(0, -1));
    const [rows, classes] = [sizeOf(loss.shape), axisSize(prediction.shape, -1)];
    const [targetAt, predictionAt] = [engine.address(target), engine.address(prediction)];
    wasm.crossEntropy(targetAt, predictionAt, engine.address(loss), rows, classes, low, high);
    return loss;
  });

  engine.register(BACKWARD, (call) => {
    const { dy, target, prediction } = call.inputs as Inputs<'dy' | 'target' | 'prediction'>;
    const { low, high } = call.attrs as unknown as Limits;
    const out = engine.create(prediction.shape);
    const [rows, classes] = [sizeOf(dy.shape), axisSize(prediction.shape, -1)];
    const addresses = [dy, target, prediction, out].map((tensor) => engine.address(tensor));
    wasm.crossEntropyGradient(...(addresses as [number, number, number, number]), rows, classes, low, high);
    return out;
  });

  tf.registerGradient({
    kernelName: FORWARD,
    inputsToSave: ['target', 'prediction'],
    gradFunc: (dy, saved, attributes) => {
      const [target, prediction] = saved as [Tensor, Tensor];
      const { low, high } = attributes as unknown as Limits;
      return {
        prediction: () => engine.run(BACKWARD, { dy: dy as Tensor, target, prediction }, attributes),
        target: () => {
          const share = tf.div(prediction, tf.sum(prediction, -1, true));
          const logarithm = tf.log(tf.clipByValue(share, low, high));
          return tf.neg(tf.mul(tf.expandDims(dy as Tensor, -1), logarithm));
        },
      };
    },
  });
}
