import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, roundUp, type EngineContext } from '../context';
import type { Inputs } from '../tensorflow';
import { type LayerInputs, multiplyInputs, operandGradients, statesBefore } from './sequence';

const FORWARD = 'LrTunerSimpleRnn';
const BACKWARD = 'LrTunerSimpleRnnGrad';

/** Registers the simple recurrent layer's kernels and gradient; the name of the kernel that runs the layer. */
export function registerSimpleRnn(engine: EngineContext): string {
  const { tf, wasm, name } = engine;
  tf.registerKernel({
    kernelName: FORWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { x, w, u, b } = call.inputs as LayerInputs;
      const [batch = 0, time = 0] = x.shape;
      const units = axisSize(u.shape, 0);
      const h = engine.create([batch, time, units]);
      multiplyInputs(engine, x, w, engine.address(h));
      const [recurrent, bias] = [engine.address(u), engine.optionalAddress(b)];
      engine.withMemory(units * roundUp(units, 8), (panels) => {
        wasm.simpleRnnForward(engine.address(h), recurrent, bias, panels, batch, time, units);
      });
      return h;
    },
  });

  tf.registerKernel({
    kernelName: BACKWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { dy, h, u } = call.inputs as Inputs<'dy' | 'h' | 'u'>;
      const [batch = 0, time = 0, units = 0] = h.shape;
      const out = engine.create([batch * time, units]);
      const [dh, states, recurrent] = [engine.address(dy), engine.address(h), engine.address(u)];
      engine.withMemory(units * roundUp(units, 8), (panels) => {
        wasm.simpleRnnBackward(dh, states, engine.address(out), recurrent, panels, batch, time, units);
      });
      return out;
    },
  });

  tf.registerGradient({
    kernelName: FORWARD,
    inputsToSave: ['x', 'w', 'u'],
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const [x, w, u, h] = saved as [Tensor, Tensor, Tensor, Tensor];
      const dz = engine.run(BACKWARD, { dy: dy as Tensor, h, u });
      return operandGradients(engine, x, w, dz, () => tf.matMul(statesBefore(engine, h), dz, true, false));
    },
  });
  return FORWARD;
}
