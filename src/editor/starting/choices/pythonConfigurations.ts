/** Commands that start a Python script: by its path, as a module, or below a launcher such as torchrun. */
import path from 'node:path';
import type { ScriptStart } from './startChoices';

export interface PythonProgram {
  /** Absolute. */
  program: string | null;
  module: string | null;
  args: string[];
}

/** Null where it starts another file. */
export function startOfPython(
  { program, module, args }: PythonProgram,
  script: string,
  cwd: string,
): Pick<ScriptStart, 'args' | 'launcher'> | null {
  if (program === script) return { args };
  const isOfScript = module !== null && isModule(module, script, cwd);
  if (isOfScript) return { args, launcher: ['{python}', '-m', module] };
  const before = program !== null ? [program] : module !== null ? ['-m', module] : null;
  if (before === null) return null;
  // What starts it gets it as an argument.
  const words = args.map((word, at) => {
    if (path.resolve(cwd, word) === script) return '{script}';
    return args[at - 1] === '-m' && isModule(word, script, cwd) ? word : null;
  });
  const at = words.findIndex((word) => word !== null);
  if (at < 0) return null;
  const launcher = ['{python}', ...before, ...args.slice(0, at), words[at] ?? '{script}'];
  return { args: args.slice(at + 1), launcher };
}

/** Whether `python -m` in the folder runs the script by this name. */
export function isModule(name: string, script: string, folder: string): boolean {
  const place = path.resolve(folder, ...name.split('.'));
  return script === `${place}.py` || script === path.join(place, '__main__.py');
}
