/** Scripts as modules of a package: what `python -m` calls a file, and which file it means. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * As `python -m` in the folder would call the file.
 * @returns null where the file does not lie below the folder, or has a name that no module can have
 */
export function moduleName(file: string, folder: string): string | null {
  const within = path.relative(folder, file);
  if (within.startsWith('..') || path.isAbsolute(within)) return null;
  const names = within.replace(/\.py$/, '').split(path.sep);
  // A package is run through this file of its own.
  if (names.at(-1) === '__main__') names.pop();
  return names.length === 0 || names.some((name) => name.includes('.')) ? null : names.join('.');
}

/** The file that `python -m` in the folder would run; null where there is none. */
export function moduleFile(name: string, folder: string): string | null {
  const place = path.resolve(folder, ...name.split('.'));
  return [`${place}.py`, path.join(place, '__main__.py')].find((file) => existsSync(file)) ?? null;
}

/** Where the outermost package of the file lies: Python runs its modules from there. */
export function folderOfPackage(file: string): string {
  const folder = path.dirname(file);
  return existsSync(path.join(folder, '__init__.py')) ? folderOfPackage(folder) : folder;
}
