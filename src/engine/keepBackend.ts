/** Keeps scripts on the engine that ask for a slower backend. */
import type { TensorFlow } from './tensorflow';

/** Backends that a script asks for because it knew no faster one. WebGL and WebGPU are the user's own decision. */
const SLOWER = ['cpu', 'wasm'];

/**
 * Keeps a script on the engine that calls `tf.setBackend('cpu')` or `'wasm'`: the calculation is the same, only
 * faster (and the WebAssembly backend of TensorFlow.js cannot train a convolution). Tells `notify` the first time.
 */
export function keepBackend(tf: TensorFlow, name: string, notify: (asked: string) => void): void {
  const engine = tf.engine();
  const original = engine.setBackend.bind(engine);
  let told = false;
  engine.setBackend = (asked) => {
    if (!SLOWER.includes(asked)) return original(asked);
    if (!told) notify(asked);
    told = true;
    return original(name);
  };
}
