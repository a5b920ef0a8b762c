/** Puts the hooks for ES modules and TypeScript in place, by whichever way this Node has. */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Hooks from './hooks';

interface ModuleInternals {
  registerHooks?(hooks: Pick<typeof Hooks, 'resolve' | 'load'>): void;
  _extensions: Record<string, (module: { _compile(code: string, file: string): void }, file: string) => void>;
  _resolveFilename(
    request: string,
    parent: { filename?: string | null } | undefined,
    ...rest: unknown[]
  ): string;
}

export function installModuleHooks(distFolder: string, options: { allowNative: boolean }): void {
  const file = path.join(distFolder, 'module-hooks.cjs');
  const loadHooks = (): typeof Hooks => createRequire(file)(file) as typeof Hooks;
  const internals = Module as unknown as ModuleInternals;
  // tsx compiles as the project is used to.
  const typescript = !process.execArgv.some((argument) => /[\\/]tsx[\\/]/.test(argument));

  const hookOptions: Hooks.HookOptions = { ...options, typescript };
  if (internals.registerHooks) {
    const hooks = loadHooks();
    hooks.initialize(hookOptions);
    internals.registerHooks({ resolve: hooks.resolve, load: hooks.load });
  } else {
    Module.register(pathToFileURL(file), { data: hookOptions });
  }
  if (typescript) compileRequired(internals, loadHooks);
}

function compileRequired(internals: ModuleInternals, loadHooks: () => typeof Hooks): void {
  for (const extension of ['.ts', '.cts']) {
    internals._extensions[extension] = (module, file) => {
      module._compile(loadHooks().compileTypeScript(readFileSync(file, 'utf8'), file, 'commonjs'), file);
    };
  }
  const original = internals._resolveFilename;
  internals._resolveFilename = (request, parent, ...rest) => {
    const from = parent?.filename ?? '';
    const twin = /\.[cm]?ts$/.test(from) && loadHooks().findTypeScriptTwin(request, path.dirname(from));
    return original.call(internals, twin || request, parent, ...rest);
  };
}
