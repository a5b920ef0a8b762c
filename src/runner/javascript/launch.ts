/** JavaScript and TypeScript on Node, with the trainer preloaded by `--require`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LANGUAGES } from '../../languages';
import type { FileLine, RuntimeLanguage, ScriptLaunch } from '../language';
import { findNode } from './node';

export const javascript: RuntimeLanguage = {
  id: 'javascript',
  workingFolder: ({ script }) => path.dirname(script),
  prepare,
  locate,
};

async function prepare(script: ScriptLaunch, environment: Record<string, string>, distFolder: string) {
  const node = await findNode(script.runtimePath);
  const trainer = ['--require', path.join(distFolder, 'trainer.cjs')];
  const compiler = /\.[cm]?ts$/i.test(script.script) ? ['--import', findCompiler(script.script)] : [];
  return {
    runtime: { name: LANGUAGES.javascript.runtime, path: node.path, version: node.version },
    command: [node.path, ...script.runtimeArgs, ...trainer, ...compiler, script.script, ...script.args],
    env: environment,
    trialEnv: {},
    takesDevice: false,
    alone: false,
  };
}

/** An empty module: any `--import` makes Node treat the script as an ES module may be, hooks included. */
const NOTHING = 'data:text/javascript,';

/** The project's own tsx, which its scripts are used to; otherwise the trainer's hooks take the types away. */
function findCompiler(script: string): string {
  try {
    return pathToFileURL(createRequire(script).resolve('tsx')).href;
  } catch {
    return NOTHING;
  }
}

/** A frame of a stack, or the head of a syntax error: a path or file URL, a line, perhaps a column. */
const PLACE = /(file:\/\/[^\s()]+?|(?:\/|[A-Za-z]:\\)[^:()\n]+?):(\d+)(?::\d+)?\)?$/;

function locate(text: string): FileLine | null {
  for (const line of text.split('\n')) {
    const [, location, number] = PLACE.exec(line.trim()) ?? [];
    if (location === undefined) continue;
    const file = toPath(location);
    if (file !== null && isUsers(file)) return { file, line: Number(number) };
  }
  return null;
}

function toPath(location: string): string | null {
  if (!location.startsWith('file://')) return location;
  try {
    return fileURLToPath(location);
  } catch {
    return null;
  }
}

/** Packages, and the files that are put into the process with the trainer. */
const NOT_USERS = /[\\/]node_modules[\\/]|[\\/](trainer|engine|standin|tfjs|typescript|module-hooks)\.cjs$/;

function isUsers(file: string): boolean {
  return !NOT_USERS.test(file) && existsSync(file);
}
