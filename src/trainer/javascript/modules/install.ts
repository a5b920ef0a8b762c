/** Puts the hooks for ES modules, TypeScript and mixed syntax in place, by whichever way this Node has. */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Hooks from './hooks';
import { registerTsNode } from './tsNode';

interface ModuleInternals {
  registerHooks?(hooks: Pick<typeof Hooks, 'resolve' | 'load'>): void;
  _extensions: Record<string, (module: { _compile(code: string, file: string): void }, file: string) => void>;
  _resolveFilename(
    request: string,
    parent: { filename?: string | null } | undefined,
    ...rest: unknown[]
  ): string;
}

/** Outside of packages, which are built for Node. */
const TYPESCRIPT = /^(?!.*[\\/]node_modules[\\/]).*\.([cm]?ts|tsx)$/;
const IMPORTS = /^\s*(import|export)\b/m;

/** @param notice told what the user should know */
export function installModuleHooks(
  distFolder: string,
  options: { allowNative: boolean },
  notice: (text: string) => void,
): void {
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
  if (!typescript) return;
  compileRequired(internals, loadHooks);
  const script = process.argv[1] ?? '';
  if (!TYPESCRIPT.test(script)) return;
  // Errors then name the user's lines; ts-node sees to that itself.
  const registered = registerTsNode(script, (reason) =>
    notice(`The project's ts-node does not start, so LR Tuner compiles the script: ${reason}`),
  );
  if (!registered) process.setSourceMapsEnabled(true);
}

function compileRequired(internals: ModuleInternals, loadHooks: () => typeof Hooks): void {
  for (const extension of ['.ts', '.tsx', '.cts']) {
    internals._extensions[extension] = (module, file) => {
      module._compile(loadHooks().compileTypeScript(readFileSync(file, 'utf8'), file, 'commonjs'), file);
    };
  }
  compileMixed(internals, loadHooks);
  const original = internals._resolveFilename;
  internals._resolveFilename = (request, parent, ...rest) => {
    const from = parent?.filename ?? '';
    const found = TYPESCRIPT.test(from) && loadHooks().findTypeScriptFile(request, from);
    return original.call(internals, found || request, parent, ...rest);
  };
}

/** Files of the script's own that look like modules; packages are built for Node. */
function compileMixed(internals: ModuleInternals, loadHooks: () => typeof Hooks): void {
  const original = internals._extensions['.js'];
  internals._extensions['.js'] = (module, file) => {
    // Node comes here for `.cjs` as well.
    const isOwn = file.endsWith('.js') && !file.includes(`${path.sep}node_modules${path.sep}`);
    const source = isOwn ? readFileSync(file, 'utf8') : '';
    const compiled = IMPORTS.test(source)
      ? loadHooks().compileMixedSyntax(source, file, internals.registerHooks === undefined)
      : null;
    if (compiled === null) return original?.(module, file);
    process.setSourceMapsEnabled(true);
    module._compile(compiled, file);
  };
}
