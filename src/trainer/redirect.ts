/** Puts a stand-in where a script asks for a native TensorFlow.js that cannot load: at the resolver, not after an error. */
import Module from 'node:module';
import type { Engines } from './engines';
import { NATIVE_PACKAGES, prepareForNative } from './nativePackage';

type Load = (request: string, parent: { filename?: string | null } | undefined, isMain: boolean) => unknown;

export function redirectNativePackages(engines: Engines, failed: (error: unknown) => void): void {
  const loader = Module as unknown as { _load: Load };
  const original = loader._load;
  const standIns = new Map<string, object>();

  loader._load = (request, parent, isMain) => {
    if (!NATIVE_PACKAGES.includes(request)) return original(request, parent, isMain);
    const from = parent?.filename ?? process.argv[1] ?? process.cwd();
    const entry = engines.nativeEntry(from, request);
    if (entry !== null) {
      prepareForNative();
      return original(entry, parent, isMain);
    }
    return standIn(from, request);
  };

  function standIn(from: string, name: string): object {
    let made = standIns.get(name);
    if (made === undefined) {
      try {
        made = engines.standIn(from, name);
      } catch (error) {
        failed(error);
        throw error;
      }
      standIns.set(name, made);
    }
    return made;
  }
}
