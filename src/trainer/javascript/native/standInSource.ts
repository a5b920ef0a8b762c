/**
 * The stand-in as an ES module. Its exports have to be named in the text, since an import of names is checked before
 * anything runs; the values come from the main thread, where the trainer makes them at the first import.
 */
import { DATA_EXPORTS, STAND_IN_EXPORTS, WASM_EXPORTS } from './standInExports';

/** Under this symbol of the global object the trainer offers its maker. */
export const STAND_IN_MAKER = 'lr-tuner.stand-in';

export function standInSource(name: string): string {
  return [
    `const tf = globalThis[Symbol.for('${STAND_IN_MAKER}')]('${name}');`,
    'export default tf;',
    `export const { ${exportsOf(name).join(', ')} } = tf;`,
  ].join('\n');
}

/** The other packages' exports are all among those of the native one. */
function exportsOf(name: string): readonly string[] {
  if (name === '@tensorflow/tfjs-data') return DATA_EXPORTS;
  return name === '@tensorflow/tfjs-backend-wasm' ? WASM_EXPORTS : STAND_IN_EXPORTS;
}
