/** The LSTM over whole sequences, for `recurrent.ts`. */
import { roundUp, type EngineContext } from '../../context';
import { multiplyInputs, registerSequence } from './sequence';

const GATES = 4;

/** Registers the LSTM's kernels and gradient; the name of the kernel that runs the layer. */
export function registerLstm(engine: EngineContext): string {
  const { wasm } = engine;
  return registerSequence(engine, {
    name: 'LrTunerLstm',
    gates: GATES,
    forward: (h, { x, w, recurrent, bias }, { batch, time, units, activation }) => {
      const gates = engine.attach(h, batch * time * GATES * units);
      const cells = engine.attach(h, batch * time * units);
      multiplyInputs(engine, x, w, gates);
      engine.withMemory(units * GATES * units, (panels) => {
        const states = engine.address(h);
        wasm.lstmForward(gates, states, cells, recurrent, bias, panels, batch, time, units, activation);
      });
    },
    backward: (h, { dh, dGates, recurrent }, { batch, time, units, activation }) => {
      const [gates, cells] = engine.attached(h) as [number, number];
      engine.withMemory(GATES * units * roundUp(units, 8), (panels) => {
        wasm.lstmBackward(dh, gates, cells, dGates, recurrent, panels, batch, time, units, activation);
      });
    },
  });
}
