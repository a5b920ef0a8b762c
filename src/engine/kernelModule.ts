/** Finds out which build of the kernels this Node can run, and loads it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { EngineError } from './errors';
import type { KernelExports } from './kernelExports';

export type SimdLevel = 'simd' | 'relaxed-simd';

export interface KernelModule {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  exports: KernelExports;
  simd: SimdLevel;
}

/** WebAssembly's own limit of 4 GiB; only address space is reserved, not memory. */
const MOST_PAGES = 65536;
const FIRST_PAGES = 64;

/** V8 11.3, that of Node.js 20, has relaxed SIMD as it was standardized, but switched off; 11.4 switched it on. */
const RELAXED_BEHIND_FLAG = /^11\.3\./;

/**
 * Loads the kernels, those with fused multiply-add ('relaxed-simd') where this Node takes them and `most` allows it.
 * @throws EngineError
 */
export function loadKernels(folder: string, most: SimdLevel): KernelModule {
  const relaxed =
    most === 'relaxed-simd' ? compileRelaxed(path.join(folder, 'engine-relaxed.wasm')) : undefined;
  const module = relaxed ?? compilePlain(path.join(folder, 'engine.wasm'));
  const memory = reserve();
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as KernelExports;
  return { module, memory, exports, simd: relaxed ? 'relaxed-simd' : 'simd' };
}

function compileRelaxed(file: string): WebAssembly.Module | undefined {
  const bytes = read(file);
  if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  if (!RELAXED_BEHIND_FLAG.test(process.versions.v8)) return undefined;
  // A module keeps what was switched on when it was compiled, so the script's own WebAssembly sees nothing of it.
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  try {
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
  } finally {
    v8.setFlagsFromString('--no-experimental-wasm-relaxed-simd');
  }
}

function compilePlain(file: string): WebAssembly.Module {
  const bytes = read(file);
  if (!WebAssembly.validate(bytes)) {
    throw new EngineError(
      `This Node.js (${process.version}) cannot run the embedded engine: it lacks WebAssembly SIMD or threads. ` +
        'Use Node.js 18 or newer.',
    );
  }
  return new WebAssembly.Module(bytes);
}

function read(file: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new EngineError(
      `The embedded engine's file ${file} cannot be read; reinstall LR Tuner. (${String(error)})`,
    );
  }
}

/** Reserves address space, less where the system (a container's limit) does not grant it. */
function reserve(): WebAssembly.Memory {
  for (let maximum = MOST_PAGES; ; maximum /= 2) {
    try {
      return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared: true });
    } catch (error) {
      if (maximum <= 1024) {
        throw new EngineError(
          `Too little memory for the embedded engine: not even 64 MiB. (${String(error)})`,
        );
      }
    }
  }
}
