/**
 * Puts a stand-in where a script asks for a TensorFlow.js that is absent, or for a native one that cannot load: before
 * loading, where it is seen to be incomplete. What looks complete but was built for another machine shows only as it
 * loads.
 */
import Module from 'node:module';
import type { Engines } from './engines';
import { isLoadFailure, NATIVE_PACKAGES } from './nativePackage';
import { needsOwnCopy } from './ownCopy';
import { STAND_IN_MAKER } from './standInSource';

type Load = (request: string, parent: { filename?: string | null } | undefined, isMain: boolean) => unknown;

/** For `require`; ES modules are redirected by their own hooks, and ask for the stand-in here as well. */
export function redirectNativePackages(
  engines: Engines,
  script: string,
  failed: (error: unknown) => void,
): void {
  const loader = Module as unknown as { _load: Load };
  const original = loader._load;
  const standIns = new Map<string, object>();

  loader._load = (request, parent, isMain) => {
    const from = parent?.filename ?? script;
    if (needsOwnCopy(from, request)) return standIn(request, from);
    if (!NATIVE_PACKAGES.includes(request)) return original(request, parent, isMain);
    const entry = engines.nativeEntry(from, request);
    if (entry === null) return standIn(request, from);
    try {
      return original(entry, parent, isMain);
    } catch (error) {
      if (!isLoadFailure(error)) throw error;
      return standIn(request, from);
    }
  };

  const maker = Symbol.for(STAND_IN_MAKER);
  (globalThis as Record<symbol, unknown>)[maker] = (name: string) => standIn(name, script);

  function standIn(name: string, from: string): object {
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
