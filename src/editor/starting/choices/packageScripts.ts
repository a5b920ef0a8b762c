/** Ways to start a script that its package.json knows. */
import path from 'node:path';
import { splitArguments } from '../../../runner/arguments';
import type { ScriptStart, StartChoice } from './startChoices';

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
