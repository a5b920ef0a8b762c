/** Ways to start a script that the project already knows: launch configurations and package.json scripts. */
import path from 'node:path';
import { splitArguments } from './arguments';

/** What of a start is remembered for a script. */
export interface ScriptStart {
  args: string[];
  /** Null: the script's own folder. */
  cwd: string | null;
  env: Record<string, string>;
  /** Options of Node itself. */
  runtimeArgs: string[];
}

export interface StartChoice {
  label: string;
  detail: string;
  start: ScriptStart;
}

export const PLAIN_START: ScriptStart = { args: [], cwd: null, env: {}, runtimeArgs: [] };

/** @param configurations of launch.json as they stand; those that start another file are passed over */
export function fromLaunchConfigurations(
  configurations: readonly unknown[],
  script: string,
  workspace: string,
): StartChoice[] {
  return configurations.flatMap((configuration) => {
    const read = readConfiguration(configuration, script, workspace);
    return read ? [{ label: read.name, detail: 'launch.json', start: read.start }] : [];
  });
}

function readConfiguration(
  configuration: unknown,
  script: string,
  workspace: string,
): { name: string; start: ScriptStart } | null {
  if (typeof configuration !== 'object' || configuration === null) return null;
  const fields = configuration as Record<string, unknown>;
  const fill = (text: string): string => fillVariables(text, script, workspace);
  const program = textOf(fields['program']);
  if (program === null || path.resolve(workspace, fill(program)) !== script) return null;
  const cwd = textOf(fields['cwd']);
  return {
    name: textOf(fields['name']) ?? path.basename(script),
    start: {
      args: argumentsOf(fields['args']).map(fill),
      cwd: cwd === null ? workspace : path.resolve(workspace, fill(cwd)),
      env: environmentOf(fields['env'], fill),
      runtimeArgs: argumentsOf(fields['runtimeArgs']).map(fill),
    },
  };
}

/** VS Code's own variables; one that is not known stays, so that it can be seen in the script's arguments. */
function fillVariables(text: string, script: string, workspace: string): string {
  const known: Record<string, string> = {
    workspaceFolder: workspace,
    workspaceRoot: workspace,
    workspaceFolderBasename: path.basename(workspace),
    file: script,
    fileDirname: path.dirname(script),
    fileBasename: path.basename(script),
    relativeFile: path.relative(workspace, script),
  };
  return text.replace(/\$\{(env:)?([^}]+)\}/g, (whole, isEnv: string | undefined, name: string) =>
    isEnv ? (process.env[name] ?? '') : (known[name] ?? whole),
  );
}

/** Programs that run a file given to them; their own options come before it. */
const RUNNERS = /^(node|nodejs|tsx|ts-node|babel-node|nodemon)$/;

/** @param scripts of the package.json in `folder`; those that start another file are passed over */
export function fromPackageScripts(
  scripts: Readonly<Record<string, unknown>>,
  script: string,
  folder: string,
): StartChoice[] {
  return Object.entries(scripts).flatMap(([name, command]) => {
    const start = typeof command === 'string' ? readCommand(command, script, folder) : null;
    return start ? [{ label: `npm run ${name}`, detail: String(command), start }] : [];
  });
}

/** One command such as `FLAG=1 node --max-old-space-size=4096 train.js --epochs 5`; null where it starts another file. */
function readCommand(command: string, script: string, folder: string): ScriptStart | null {
  // Of several commands in a row, the one that trains.
  for (const part of command.split(/&&|\|\||;/)) {
    const words = splitArguments(part.trim()) ?? [];
    const first = words.findIndex((word) => !/^\w+=/.test(word) && word !== 'cross-env' && word !== 'npx');
    if (first < 0 || !RUNNERS.test(path.basename(words[first] ?? ''))) continue;
    const rest = words.slice(first + 1);
    const at = rest.findIndex((word) => path.resolve(folder, word) === script);
    if (at < 0) continue;
    const isNode = /^node(js)?$/.test(path.basename(words[first] ?? ''));
    return {
      args: rest.slice(at + 1),
      cwd: folder,
      env: assignmentsIn(words.slice(0, first)),
      runtimeArgs: isNode ? rest.slice(0, at) : [],
    };
  }
  return null;
}

function assignmentsIn(words: readonly string[]): Record<string, string> {
  const pairs = words.filter((word) => word.includes('=')).map((word) => word.split(/=(.*)/s, 2));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A list, or a line as people type it. */
function argumentsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? (splitArguments(value) ?? []) : [];
}

function environmentOf(value: unknown, fill: (text: string) => string): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts.map(([name, text]) => [name, fill(text)]));
}
