/**
 * Sees TensorFlow.js load. In Node each of its packages is CommonJS, also where an ES module imports it, so all come
 * through `Module.prototype._compile`; other techniques miss direct imports of tfjs-layers or break under tsx.
 */
import Module from 'node:module';
import { aside } from '../seeds';

export interface LoadListener {
  /** A file of TensorFlow.js has run; `exports` is what it gave. */
  loaded(exports: Record<string, unknown>, file: string): void;
  /** The outermost load is complete: packages that load others have finished. */
  settled(): void;
}

const TENSORFLOW_FILE = /[\\/]@tensorflow[\\/]tfjs|[\\/]@tensorflow\+tfjs/;

interface CompilingModule {
  exports: Record<string, unknown>;
}
type Compile = (this: CompilingModule, content: string, file: string, ...rest: unknown[]) => unknown;

export function watchLoading(listener: LoadListener): void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const original = prototype._compile;
  let depth = 0;
  prototype._compile = function (content, file, ...rest) {
    if (!TENSORFLOW_FILE.test(file)) return original.call(this, content, file, ...rest);
    depth += 1;
    try {
      // Each build of it draws some numbers as it loads, other than the next.
      const result = aside(() => original.call(this, content, file, ...rest));
      listener.loaded(this.exports, file);
      return result;
    } finally {
      depth -= 1;
      if (depth === 0) listener.settled();
    }
  };
}

/** Messages of TensorFlow.js that the experiment itself provokes, or that advise what the trainer already did. */
const NOISE = [
  /already registered/,
  /^Platform \w+ has already been set/,
  /running TensorFlow\.js in Node\.js/,
];

export function silenceNoise(): void {
  const original = console.warn;
  console.warn = (...args: unknown[]) => {
    const text = typeof args[0] === 'string' ? args[0] : '';
    if (NOISE.some((pattern) => pattern.test(text))) return;
    original.apply(console, args);
  };
}
