/** The simple recurrent layer over whole sequences, for `recurrent.ts`. */
import { roundUp, type EngineContext } from '../../context';
import { multiplyInputs, registerSequence } from './sequence';

/** Registers the simple recurrent layer's kernels and gradient; the name of the kernel that runs the layer. */
export function registerSimpleRnn(engine: EngineContext): string {
  const { wasm } = engine;
  return registerSequence(engine, {
    name: 'LrTunerSimpleRnn',
    gates: 1,
    forward: (h, { x, w, recurrent, bias }, { batch, time, units }) => {
      multiplyInputs(engine, x, w, engine.address(h));
      engine.withMemory(units * roundUp(units, 8), (panels) => {
        wasm.simpleRnnForward(engine.address(h), recurrent, bias, panels, batch, time, units);
      });
    },
    backward: (h, { dh, dGates, recurrent }, { batch, time, units }) => {
      const states = engine.address(h);
      engine.withMemory(units * roundUp(units, 8), (panels) => {
        wasm.simpleRnnBackward(dh, states, dGates, recurrent, panels, batch, time, units);
      });
    },
  });
}
