/** Which files are TypeScript, and whether one is a module or CommonJS. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { compileTypeScript, type ModuleFormat } from './compiler';

export function isTypeScript(file: string): boolean {
  return /\.([cm]?ts|tsx)$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}

/** As the ending or the nearest package says; by the code itself where the package says nothing. */
export function formatOf(file: string, source: string): ModuleFormat {
  if (file.endsWith('.mts')) return 'module';
  if (file.endsWith('.cts')) return 'commonjs';
  const declared = packageType(path.dirname(file));
  if (declared !== null) return declared;
  return runsAsCommonJs(() => compileTypeScript(source, file, 'commonjs')) ? 'commonjs' : 'module';
}

/** False for what only a module may do: `await` outside functions, `import.meta`. */
export function runsAsCommonJs(compiled: () => string): boolean {
  try {
    vm.compileFunction(compiled(), ['exports', 'require', 'module']);
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
