/**
 * Hooks for ES modules, bundled on their own: before Node 22.15 they run in a thread of Node's, where the trainer must
 * not load. Each works whether `next` answers at once (`registerHooks`) or with a promise (`register`).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findAliased, findTypeScriptTwin } from './aliases';
import { compileTypeScript } from './compiler';
import { compileMixedSyntax } from './mixedSyntax';
import { findNativePackage, NATIVE_PACKAGES } from '../native/nativePackage';
import { needsOwnCopy } from '../native/ownCopy';
import { standInSource } from '../native/standInSource';
import { formatOf, isTypeScript } from './typescript';

export { compileMixedSyntax, compileTypeScript };

export interface HookOptions {
  /** False: the stand-in replaces native packages even where they would load. */
  allowNative: boolean;
  /** False where the project's own tsx sees to it. */
  typescript: boolean;
}

interface Resolved {
  url: string;
  format?: string;
  shortCircuit?: boolean;
}
interface Loaded {
  format: string;
  source?: string | null;
  shortCircuit?: boolean;
}
type Next<Context, Result> = (subject: string, context: Context) => Result;
interface ResolveContext {
  parentURL?: string;
  conditions?: string[];
}

/** Modules of this scheme are made up in `load`. */
const STAND_IN = 'lr-tuner:';

let options: HookOptions = { allowNative: true, typescript: false };

export function initialize(given: HookOptions): void {
  options = given;
}

export function resolve(
  specifier: string,
  context: ResolveContext,
  next: Next<ResolveContext, Resolved>,
): Resolved {
  // `registerHooks` is asked about `require` as well, which has its own ways (see `install.ts`).
  if (context.conditions?.includes('require')) return next(specifier, context);
  const from = parentFile(context.parentURL);
  if (NATIVE_PACKAGES.includes(specifier)) {
    const entry = options.allowNative ? findNativePackage(from, specifier) : null;
    const url = entry === null ? STAND_IN + specifier : pathToFileURL(entry).href;
    return { url, shortCircuit: true, format: entry === null ? 'module' : 'commonjs' };
  }
  if (needsOwnCopy(from, specifier)) {
    return { url: STAND_IN + specifier, shortCircuit: true, format: 'module' };
  }
  if (options.typescript && !from.includes(`${path.sep}node_modules${path.sep}`)) {
    const file = findTypeScriptFile(specifier, from);
    if (file !== null) return next(pathToFileURL(file).href, context);
  }
  return next(specifier, context);
}

interface LoadContext {
  importAttributes?: { type?: string };
  importAssertions?: { type?: string };
  conditions?: string[];
}

export function load(url: string, context: LoadContext, next: Next<LoadContext, Loaded>): Loaded {
  if (url.startsWith(STAND_IN)) {
    return { format: 'module', source: standInSource(url.slice(STAND_IN.length)), shortCircuit: true };
  }
  if (!options.typescript || !url.startsWith('file:')) return next(url, context);
  const file = fileURLToPath(url);
  if (file.endsWith('.json') && !isTyped(context)) {
    // Without `with { type: 'json' }`, as TypeScript takes it.
    return { format: 'module', source: `export default ${readFileSync(file, 'utf8')}`, shortCircuit: true };
  }
  if (!isTypeScript(file)) return next(url, context);
  const source = readFileSync(file, 'utf8');
  const format = formatOf(file, source);
  // CommonJS is compiled where `require` loads it.
  if (format === 'commonjs') return { format, source: null, shortCircuit: true };
  return { format, source: compileTypeScript(source, file, format), shortCircuit: true };
}

/** Whether the import says by itself what it loads, or is a `require`. */
function isTyped({ importAttributes, importAssertions, conditions }: LoadContext): boolean {
  const type = importAttributes?.type ?? importAssertions?.type;
  return type !== undefined || conditions?.includes('require') === true;
}

/** @returns null where Node finds by itself what the import means */
export function findTypeScriptFile(specifier: string, from: string): string | null {
  const twin = findTypeScriptTwin(specifier, path.dirname(from));
  return twin ?? (isTypeScript(from) ? findAliased(specifier, from) : null);
}

function parentFile(url: string | undefined): string {
  return url?.startsWith('file:') ? fileURLToPath(url) : path.join(process.cwd(), 'script');
}
