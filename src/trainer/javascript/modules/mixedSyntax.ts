/**
 * JavaScript that Node refuses, but Babel and tsx take: `import` beside `require`, imports of `./x` without its ending
 * or of JSON. Every seventh public training script is written so.
 */
import path from 'node:path';
import { NATIVE_PACKAGES } from '../native/nativePackage';
import { needsOwnCopy } from '../native/ownCopy';
import { compileImports } from './compiler';
import { packageType, runsAsCommonJs } from './typescript';

const COMMON_JS = /\b(require\s*[(.]|module\.exports\b|__dirname\b|__filename\b)/;
/** A relative path that names no JavaScript file. */
const NAMES_NO_FILE = /\b(from|import)\s*['"]\.{1,2}\/[^'"]*(?<!\.[cm]?js)['"](?!\s*(with|assert)\b)/;

/**
 * @param source a file with imports or exports
 * @param pastHooks whether this Node loads a module that is required without asking the hooks for ES modules
 * @returns it as CommonJS; null where Node runs it by itself, or where only a module may be meant
 */
export function compileMixedSyntax(source: string, file: string, pastHooks: boolean): string | null {
  const fails = COMMON_JS.test(source) || NAMES_NO_FILE.test(source);
  if (!fails && !(pastHooks && importsStandIn(source, file))) return null;
  if (packageType(path.dirname(file)) !== null) return null;
  let compiled = '';
  const compile = (): string => (compiled = compileImports(source, file));
  return runsAsCommonJs(compile) && compiled !== '' ? compiled : null;
}

const TENSORFLOW_IMPORT = /\b(?:from|import)\s*['"](@tensorflow\/[\w-]+)['"]/g;

/** What `require` gets a stand-in for. */
function importsStandIn(source: string, file: string): boolean {
  return [...source.matchAll(TENSORFLOW_IMPORT)].some(
    ([, name = '']) => NATIVE_PACKAGES.includes(name) || needsOwnCopy(file, name),
  );
}
