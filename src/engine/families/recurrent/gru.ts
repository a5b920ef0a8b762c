/** The GRU over whole sequences, for `recurrent.ts`. */
import type { Tensor } from '@tensorflow/tfjs';
import { axisSize, type EngineContext } from '../../context';
import type { Inputs } from '../../tensorflow';
import { multiplyInputs, registerSequence } from './sequence';

const GATES = 3;
const RESET_STATES = 'LrTunerGruResetStates';

/** Registers the GRU's kernels and gradient; the name of the kernel that runs the layer. */
export function registerGru(engine: EngineContext): string {
  const { tf, wasm } = engine;
  engine.register(RESET_STATES, (call) => {
    const { h } = call.inputs as Inputs<'h'>;
    const [batch = 0, time = 0, units = 0] = h.shape;
    const [gates] = engine.attached(h) as [number];
    const out = engine.create([batch * time, units]);
    wasm.resetStates(gates, engine.address(h), engine.address(out), batch, time, units);
    return out;
  });

  return registerSequence(engine, {
    name: 'LrTunerGru',
    gates: GATES,
    forward: (h, { x, w, recurrent, bias }, { batch, time, units, activation }) => {
      const gates = engine.attach(h, batch * time * GATES * units);
      multiplyInputs(engine, x, w, gates);
      engine.withMemory((GATES * units + 8) * units, (panels) => {
        const states = engine.address(h);
        wasm.gruForward(gates, states, recurrent, bias, panels, batch, time, units, activation);
      });
    },
    backward: (h, { dh, dGates, recurrent }, { batch, time, units, activation }) => {
      const [gates] = engine.attached(h) as [number];
      const states = engine.address(h);
      engine.withMemory(GATES * units * (units + 8), (panels) => {
        wasm.gruBackward(dh, gates, states, dGates, recurrent, panels, batch, time, units, activation);
      });
    },
    // The candidate sees the states after the reset gate.
    ofRecurrent: (h, dGates) => {
      const units = axisSize(h.shape, -1);
      const [ofGates, ofCandidate] = tf.split(dGates, [2 * units, units], 1) as [Tensor, Tensor];
      const gates = tf.matMul(statesBefore(engine, h), ofGates as never, true, false);
      const candidate = tf.matMul(engine.run(RESET_STATES, { h }), ofCandidate as never, true, false);
      return tf.concat([gates, candidate], 1);
    },
  });
}

/** The state before each step, [batch * time, units], from h, [batch, time, units]; zeros at first. */
function statesBefore(engine: EngineContext, h: Tensor): Tensor {
  const { tf } = engine;
  const [batch = 0, time = 0, units = 0] = h.shape;
  const before = tf.pad(tf.slice(h, [0, 0, 0], [batch, time - 1, units]), [
    [0, 0],
    [1, 0],
    [0, 0],
  ]);
  return tf.reshape(before, [batch * time, units]);
}
