/** Python scripts, with the hook armed through the environment, so that any launcher may stand before them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../../languages';
import { ProblemError } from '../../protocol/problems';
import type { FileLine, RuntimeLanguage, ScriptLaunch } from '../language';
import { onPath } from '../machine';
import { findPython, type PythonRuntime } from './interpreters';

export const python: RuntimeLanguage = { id: 'python', prepare, locate };

/** Where the hook's `sitecustomize.py` lies in the built extension. */
const HOOK_FOLDER = 'python';

async function prepare(script: ScriptLaunch, environment: Record<string, string>, distFolder: string) {
  const found = await findPython(script.runtimePath, script.script);
  const env = armed(environment, found, path.join(distFolder, HOOK_FOLDER));
  return {
    runtime: { name: LANGUAGES.python.runtime, path: found.path, version: found.version },
    command: commandOf(script, found, env),
    env,
  };
}

/** What the user has set stays as it is. */
function armed(
  own: Record<string, string>,
  { path: interpreter }: PythonRuntime,
  hook: string,
): Record<string, string> {
  const pathName = 'Path' in own ? 'Path' : 'PATH';
  return {
    // What the script prints is to be seen while it trains, and a set's order is to be the same from run to run.
    PYTHONUNBUFFERED: '1',
    PYTHONHASHSEED: '0',
    // Trackers must not take dozens of short trainings for runs of the user's.
    WANDB_MODE: 'disabled',
    COMET_MODE: 'disabled',
    NEPTUNE_MODE: 'debug',
    CLEARML_OFFLINE_MODE: '1',
    ...own,
    PYTHONPATH: [hook, own['PYTHONPATH']].filter(Boolean).join(path.delimiter),
    // So that `torchrun` or `accelerate` is the one of this environment.
    [pathName]: [path.dirname(interpreter), own[pathName]].filter(Boolean).join(path.delimiter),
  };
}

/** @throws ProblemError where the launcher is not there */
function commandOf(
  { script, args, runtimeArgs, launcher }: ScriptLaunch,
  { path: interpreter }: PythonRuntime,
  env: Record<string, string>,
): string[] {
  if (launcher === undefined) return [interpreter, ...runtimeArgs, script, ...args];
  const values: Record<string, string> = { python: interpreter, script };
  const filled = launcher.map((word) =>
    word.replace(/\$?\{(python|script)\}/g, (_, name: string) => values[name] ?? ''),
  );
  const [program = interpreter, ...rest] = filled;
  const named = launcher.some((word) => word.includes('{script}')) ? rest : [...rest, script];
  return [findLauncher(program, env), ...named, ...args];
}

function findLauncher(program: string, env: Record<string, string>): string {
  if (path.isAbsolute(program)) return program;
  const machine = { environment: env, home: null, systemPlaces: [] };
  const found = onPath(machine, program, `${program}.exe`).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new ProblemError({
    code: 'no-runtime',
    title: `${program} was not found, neither beside the Python of the script nor on the PATH.`,
    detail: 'Install it into the environment of the script, or correct the setting lrTuner.python.launcher.',
    actions: [{ kind: 'open-setting', setting: 'lrTuner.python.launcher' }, { kind: 'run-again' }],
  });
}

/** A frame of a traceback, or the head of a syntax error. */
const FRAME = /File "([^"]+)", line (\d+)/g;
const NOT_USERS =
  /[\\/](site-packages|dist-packages)[\\/]|^<|[\\/]dist[\\/]python[\\/]|[\\/]lib[\\/]python\d/;

/** The innermost call comes last, unlike in Node. */
function locate(text: string): FileLine | null {
  const frames = [...text.matchAll(FRAME)].map(([, file = '', line]) => ({ file, line: Number(line) }));
  return frames.findLast(({ file }) => !NOT_USERS.test(file) && existsSync(file)) ?? null;
}
