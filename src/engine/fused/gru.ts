import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, type EngineContext } from '../context';
import type { Inputs } from '../tensorflow';
import { type LayerInputs, multiplyInputs, operandGradients, statesBefore } from './sequence';

const FORWARD = 'LrTunerGru';
const BACKWARD = 'LrTunerGruGrad';
const RESET_STATES = 'LrTunerGruResetStates';

/** Registers the GRU's kernels and gradient; the name of the kernel that runs the layer. */
export function registerGru(engine: EngineContext): string {
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
      const gates = engine.attach(h, batch * time * 3 * units);
      multiplyInputs(engine, x, w, gates);
      const [recurrent, bias] = [engine.address(u), engine.optionalAddress(b)];
      engine.withMemory((3 * units + 8) * units, (panels) => {
        const states = engine.address(h);
        wasm.gruForward(gates, states, recurrent, bias, panels, batch, time, units, activation);
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
      const [gates] = engine.attached(h) as [number];
      const out = engine.create([batch * time, 3 * units]);
      const [dh, states, recurrent] = [engine.address(dy), engine.address(h), engine.address(u)];
      engine.withMemory(3 * units * (units + 8), (panels) => {
        const dGates = engine.address(out);
        wasm.gruBackward(dh, gates, states, dGates, recurrent, panels, batch, time, units, activation);
      });
      return out;
    },
  });

  tf.registerKernel({
    kernelName: RESET_STATES,
    backendName: name,
    kernelFunc: (call) => {
      const { h } = call.inputs as Inputs<'h'>;
      const [batch = 0, time = 0, units = 0] = h.shape;
      const [gates] = engine.attached(h) as [number];
      const out = engine.create([batch * time, units]);
      wasm.resetStates(gates, engine.address(h), engine.address(out), batch, time, units);
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
      const units = axisSize(h.shape, -1);
      return operandGradients(engine, x, w, dGates, () => {
        const [ofGates, ofCandidate] = tf.split(dGates, [2 * units, units], 1) as [Tensor, Tensor];
        const gates = tf.matMul(statesBefore(engine, h), ofGates as never, true, false);
        const candidate = tf.matMul(engine.run(RESET_STATES, { h }), ofCandidate as never, true, false);
        return tf.concat([gates, candidate], 1);
      });
    },
  });
  return FORWARD;
}
