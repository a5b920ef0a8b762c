/** Shell scripts that start a Python script, such as `train.sh`. */
import path from 'node:path';
import { splitArguments } from '../../../runner/arguments';
import { isModule } from './pythonConfigurations';
import type { StartChoice } from './startChoices';

export interface ShellScript {
  path: string;
  text: string;
}

/** Those of which a line runs the script; what else they do is done as well. */
export function fromShellScripts(
  all: readonly ShellScript[],
  script: string,
  workspace: string,
): StartChoice[] {
  return all.flatMap((shell) => {
    const lines = shell.text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
    for (const line of lines) {
      const cwd = folderOf(line, script, [path.dirname(shell.path), workspace]);
      if (cwd === null) continue;
      const start = { args: [], cwd, env: {}, runtimeArgs: [], launcher: ['bash', shell.path] };
      return [{ label: `bash ${path.relative(workspace, shell.path)}`, detail: line.trim(), start }];
    }
    return [];
  });
}

/** From which of the folders the line runs the script; null where it runs none, or another one. */
function folderOf(line: string, script: string, folders: readonly string[]): string | null {
  const words = splitArguments(line.replace(/(^|\s)#.*$/, '')) ?? [];
  const runs = words.findIndex((word) => /(^|\/)(python[\d.]*|torchrun|accelerate|deepspeed)$/.test(word));
  const direct = words.findIndex((word) => /^(\.|\$)/.test(word) && word.endsWith('.py'));
  const from = [runs, direct].filter((at) => at >= 0).at(0);
  if (from === undefined) return null;
  const rest = words.slice(from);
  for (const folder of folders) {
    for (const [at, word] of rest.entries()) {
      if (path.resolve(folder, word) === script) return folder;
      if (rest[at - 1] === '-m' && isModule(word, script, folder)) return folder;
    }
  }
  // `$(dirname "$0")/train.py`, `"$HERE/train.py"`: the shell knows which.
  const computed = rest.some((word) => word.includes('$') && path.basename(word) === path.basename(script));
  return computed ? (folders[0] ?? null) : null;
}
