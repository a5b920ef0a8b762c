/**
 * TypeScript for projects without tsx: types are taken away in place, so that lines stay where they are. Sucrase, not
 * Node's own type stripping, since that refuses enums and parameter properties and comes with Node 22.18 only.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { transform } from 'sucrase';

export type ModuleFormat = 'module' | 'commonjs';

export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file) && !file.endsWith('.d.ts');
}

/** @throws SyntaxError whose stack begins with the place, as Node's own do. */
export function compileTypeScript(source: string, file: string, format: ModuleFormat): string {
  try {
    return transform(source, {
      transforms: format === 'commonjs' ? ['typescript', 'imports'] : ['typescript'],
      disableESTransforms: true,
      preserveDynamicImport: true,
      injectCreateRequireForImportRequire: format === 'module',
    }).code;
  } catch (error) {
    const [, message, place] = /^(.*) \((\d+:\d+)\)$/.exec((error as Error).message) ?? [];
    if (place === undefined) throw error;
    const unparsed = new SyntaxError(message);
    unparsed.stack = `${file}:${place}\n\nSyntaxError: ${message}`;
    throw unparsed;
  }
}

/** As the ending or the nearest package says; by the code itself where the package says nothing. */
export function formatOf(file: string, source: string): ModuleFormat {
  if (file.endsWith('.mts')) return 'module';
  if (file.endsWith('.cts')) return 'commonjs';
  const declared = packageType(path.dirname(file));
  if (declared !== null) return declared;
  return runsAsCommonJs(source, file) ? 'commonjs' : 'module';
}

/** False for what only a module may do: `await` outside functions, `import.meta`. */
export function runsAsCommonJs(source: string, file: string): boolean {
  try {
    vm.compileFunction(compileTypeScript(source, file, 'commonjs'), ['exports', 'require', 'module']);
    return true;
  } catch (error) {
    return !/await is only valid|import\.meta/.test(String(error));
  }
}

/** What the nearest package.json says of `.js` files; null where it says nothing. */
export function packageType(folder: string): ModuleFormat | null {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    const { type } = JSON.parse(readFileSync(file, 'utf8')) as { type?: string };
    return type === 'module' || type === 'commonjs' ? type : null;
  }
  const parent = path.dirname(folder);
  return parent === folder ? null : packageType(parent);
}

/** What TypeScript sources mean by `./x` or `./x.js`, where there is no such file but `x.ts`. */
export function findTypeScriptTwin(specifier: string, folder: string): string | null {
  if (!/^\.{0,2}\//.test(specifier)) return null;
  const target = path.resolve(folder, specifier);
  if (existsSync(target) && path.extname(target) !== '') return null;
  const candidates = [
    target.replace(/\.([cm]?)js$/, '.$1ts'),
    ...['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'].map(
      (ending) => target + ending,
    ),
  ];
  return candidates.find((candidate) => candidate !== target && existsSync(candidate)) ?? null;
}
