/** Which file a TypeScript source means: by the `paths` and `baseUrl` of its project, or without the file's ending. */
import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { readProject } from './tsconfig';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/** What TypeScript sources mean by `./x` or `./x.js`, where there is no such file but `x.ts`. */
export function findTypeScriptTwin(specifier: string, folder: string): string | null {
  if (!/^\.{0,2}\//.test(specifier)) return null;
  const target = path.resolve(folder, specifier);
  return isFile(target) ? null : findSource(target);
}

/** @param from the TypeScript file that imports; @returns null where the project gives the name no file. */
export function findAliased(specifier: string, from: string): string | null {
  if (/^[./]|^[a-z]+:/i.test(specifier) || isBuiltin(specifier)) return null;
  const { paths, baseUrl, pathsBasePath } = readProject(from).options;
  const base = baseUrl ?? (typeof pathsBasePath === 'string' ? pathsBasePath : path.dirname(from));
  for (const target of targetsOf(specifier, paths ?? {})) {
    const found = ownSource(path.resolve(base, target));
    if (found !== null) return found;
  }
  return baseUrl === undefined ? null : ownSource(path.resolve(baseUrl, specifier));
}

/** What is installed Node finds, by the package's own rules; declarations hold no code. */
function ownSource(target: string): string | null {
  if (/[\\/]node_modules[\\/]/.test(target)) return null;
  const found = isFile(target) ? target : findSource(target);
  return found?.endsWith('.d.ts') === true ? null : found;
}

/** As TypeScript chooses: a name as it stands, else the pattern with the longest beginning. */
function targetsOf(specifier: string, paths: Record<string, string[]>): string[] {
  const exact = paths[specifier];
  if (exact !== undefined) return exact;
  let best = { length: -1, targets: [] as string[] };
  for (const [pattern, targets] of Object.entries(paths)) {
    const [before = '', after] = pattern.split('*');
    if (after === undefined || before.length <= best.length) continue;
    const fits = specifier.length >= before.length + after.length;
    if (!fits || !specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    const star = specifier.slice(before.length, specifier.length - after.length);
    best = { length: before.length, targets: targets.map((target) => target.replace('*', () => star)) };
  }
  return best.targets;
}

/** A file, or the one of a folder, by a name that may lack its ending or have that of the compiled file. */
function findSource(target: string): string | null {
  const candidates = [
    target.replace(/\.([cm]?)js(x?)$/, '.$1ts$2'),
    ...ENDINGS.map((ending) => target + ending),
    ...mainOf(target),
    ...ENDINGS.map((ending) => path.join(target, `index${ending}`)),
  ];
  return candidates.find((candidate) => candidate !== target && isFile(candidate)) ?? null;
}

function mainOf(folder: string): string[] {
  const file = path.join(folder, 'package.json');
  if (!isFile(file)) return [];
  const { main } = JSON.parse(readFileSync(file, 'utf8')) as { main?: string };
  return main === undefined ? [] : [path.join(folder, main)];
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
