import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, roundUp, type EngineContext } from '../context';
import type { Inputs } from '../tensorflow';
import { type LayerInputs, multiplyInputs, operandGradients, statesBefore } from './sequence';

const FORWARD = 'LrTunerLstm';
const BACKWARD = 'LrTunerLstmGrad';

/** Registers the LSTM's kernels and gradient; the name of the kernel that runs the layer. */
export function registerLstm(engine: EngineContext): string {
  const { tf, wasm, name } = engine;
  tf.registerKernel({
    kernelName: FORWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { x, w, u, b } = call.inputs as LayerInputs;
      const { activation } = call.attrs as unknown as { activation: number };
      const [batch = 0, time = 0] = x.shape;
      const units = axisSize(u.shape, 0);
      const h = engine.create([batch, time, units]);
      const gates = engine.attach(h, batch * time * 4 * units);
      const cells = engine.attach(h, batch * time * units);
      multiplyInputs(engine, x, w, gates);
      const [recurrent, bias] = [engine.address(u), engine.optionalAddress(b)];
      engine.withMemory(units * 4 * units, (panels) => {
        const states = engine.address(h);
        wasm.lstmForward(gates, states, cells, recurrent, bias, panels, batch, time, units, activation);
      });
      return h;
    },
  });

  tf.registerKernel({
    kernelName: BACKWARD,
    backendName: name,
    kernelFunc: (call) => {
      const { dy, h, u } = call.inputs as Inputs<'dy' | 'h' | 'u'>;
      const { activation } = call.attrs as unknown as { activation: number };
      const [batch = 0, time = 0, units = 0] = h.shape;
      const [gates, cells] = engine.attached(h) as [number, number];
      const out = engine.create([batch * time, 4 * units]);
      const [dh, recurrent] = [engine.address(dy), engine.address(u)];
      engine.withMemory(4 * units * roundUp(units, 8), (panels) => {
        const dGates = engine.address(out);
        wasm.lstmBackward(dh, gates, cells, dGates, recurrent, panels, batch, time, units, activation);
      });
      return out;
    },
  });

  tf.registerGradient({
    kernelName: FORWARD,
    inputsToSave: ['x', 'w', 'u'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, w, u, h] = saved as [Tensor, Tensor, Tensor, Tensor];
      const dGates = engine.run(BACKWARD, { dy: dy as Tensor, h, u }, attributes);
      return operandGradients(engine, x, w, dGates, () =>
        tf.matMul(statesBefore(engine, h), dGates, true, false),
      );
    },
  });
  return FORWARD;
}
