/** JavaScript and TypeScript on Node: the only module of the runner that knows the language. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Language, Place, ScriptLaunch } from '../launch';
import { findNode } from './node';

export const javascript: Language = {
  name: 'Node.js',
  extensions: ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'],
  installFramework: 'npm install @tensorflow/tfjs',
  installNative: 'npm install @tensorflow/tfjs-node',
  prepare,
  locate,
  hint,
};

async function prepare(script: ScriptLaunch, distFolder: string) {
  const node = await findNode(script.runtimePath);
  const trainer = ['--require', path.join(distFolder, 'trainer.cjs')];
  const compiler = /\.[cm]?ts$/i.test(script.script) ? ['--import', findCompiler(script.script)] : [];
  return {
    runtime: { name: javascript.name, path: node.path, version: node.version },
    command: [node.path, ...script.runtimeArgs, ...trainer, ...compiler, script.script, ...script.args],
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

function locate(text: string): Place | null {
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
const NOT_USERS = /[\\/]node_modules[\\/]|[\\/](trainer|engine|tfjs|module-hooks)\.cjs$/;

function isUsers(file: string): boolean {
  return !NOT_USERS.test(file) && existsSync(file);
}

const HINTS: [RegExp, string][] = [
  [
    /\b(document|window|navigator|self|HTML\w+|Image) is not defined/,
    'This script is written for the browser. A range test runs scripts that train in Node.',
  ],
  [
    /\btf is not defined/,
    'The script expects a global tf, as a page with a script tag has. In Node it has to load @tensorflow/tfjs itself.',
  ],
  [
    /Cannot use import statement outside a module|Unexpected token 'export'/,
    'The file uses import or export, but its package is CommonJS. Add "type": "module" to package.json, or name the file .mjs.',
  ],
  [
    /(require|module|__dirname|__filename) is not defined in ES module scope/,
    'The file is an ES module here. Name it .cjs, or remove "type": "module" from package.json.',
  ],
  [
    /tfjs_binding\.node/,
    'The native engine in @tensorflow/tfjs-node does not load on this machine. Choose the engine "embedded", or run npm rebuild @tensorflow/tfjs-node.',
  ],
  [
    /Cannot find (module|package) '/,
    'A package or file that the script needs is missing. Run npm install in its folder.',
  ],
  [
    /"path" argument must be of type string.*undefined/,
    'A path is missing: perhaps the script takes it from its arguments. Give it the arguments that it needs.',
  ],
  [
    /heap out of memory/,
    'Node ran out of memory. Give it more with the Node option --max-old-space-size=8192.',
  ],
];

function hint(message: string): string | null {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}
