/** Where the script may have wanted to run: paths of its own are relative to a folder that it takes for granted. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../../languages';
import type { Launch } from '../language';

type Place = Pick<Launch, 'language' | 'script' | 'cwd'>;

/** What Node and Python say of a file or folder that is not there, with its name as it was asked for. */
const NOT_THERE = /(?:ENOENT: no such file or directory|No such file or directory)[^'"\n]*['"]([^'"\n]+)['"]/;

/** What to do where a file was not found; null where that is not what the text says. */
export function missingFile(said: string, place: Place): string | null {
  const wanted = NOT_THERE.exec(said)?.[1];
  if (wanted === undefined) return null;
  if (path.isAbsolute(wanted) && !isInside(wanted, place.cwd)) return null;
  const relative = path.relative(place.cwd, path.resolve(place.cwd, wanted));
  const folder = foldersAbove(place).find((one) => existsSync(path.join(one, relative)));
  if (folder !== undefined) {
    return `There is no ${relative} in ${place.cwd}, where it ran, but there is one in ${folder}. ${runIn(folder)}`;
  }
  return `There is no ${relative} in ${place.cwd}, where it ran. ${adviceOn(place)}`;
}

const NO_MODULE = /No module named '(\w+)'/;

/** What to do where a module was not found that is the project's own; null where it is none. */
export function ownModule(said: string, place: Place): string | null {
  const name = NO_MODULE.exec(said)?.[1];
  if (name === undefined || place.language !== 'python') return null;
  const besides = path.dirname(place.script);
  const folder = [place.cwd, ...foldersAbove(place)].find(
    (one) =>
      path.resolve(one) !== path.resolve(besides) &&
      (existsSync(path.join(one, `${name}.py`)) || isModule(path.join(one, name))),
  );
  if (folder === undefined) return null;
  const module = path.relative(folder, place.script).replace(/\.py$/, '').split(path.sep).join('.');
  return `${name} is the project's own, in ${folder}, and Python looks beside the script only. Run it from there as a module: -m ${module} in that folder in a terminal, "module" and "cwd" in launch.json; or set PYTHONPATH to that folder, such as in lrTuner.python.env.`;
}

function isModule(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.py'));
  } catch {
    // Not there, no folder, or not ours to read: no module to name.
    return false;
  }
}

/** Said where nothing shows what is missing, but something may be. */
export function otherFolder(place: Place): string {
  return `It ran in ${place.cwd}. If its files are elsewhere, that may be why. ${adviceOn(place)}`;
}

function adviceOn(place: Place): string {
  const project = foldersAbove(place).find((folder) => isProject(folder, place));
  return project === undefined
    ? 'Let it run where they are: --cwd FOLDER in a terminal, "cwd" in launch.json.'
    : runIn(project);
}

function runIn(folder: string): string {
  return `Let it run there: --cwd ${folder} in a terminal, "cwd" in launch.json.`;
}

/** All that hold the script, its own first, but the one that it ran in. */
function foldersAbove({ script, cwd }: Place): string[] {
  const folders: string[] = [];
  for (let folder = path.dirname(script); ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (path.dirname(folder) === folder) break;
  }
  return folders.filter((folder) => path.resolve(folder) !== path.resolve(cwd));
}

function isProject(folder: string, { language }: Place): boolean {
  return LANGUAGES[language].projectFiles.some((name) => existsSync(path.join(folder, name)));
}

function isInside(file: string, folder: string): boolean {
  return !path.relative(folder, file).startsWith('..');
}
