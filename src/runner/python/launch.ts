/** Python scripts, with the hook armed through the environment, so that any launcher may stand before them. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isNotebook, LANGUAGES } from '../../languages';
import { type ProblemAction, ProblemError } from '../../protocol/problems';
import type { FileLine, PlacedLaunch, RuntimeLanguage, ScriptLaunch } from '../language';
import { onPath } from '../machine';
import { findPython, machineOf } from './interpreters';
import { refuseIsolated } from './isolation';
import { folderOfPackage, moduleName } from './modules';
import type { PythonRuntime } from './probe';

export const python: RuntimeLanguage = { id: 'python', workingFolder, prepare, locate };

/** Where the hook's `sitecustomize.py` lies in the built extension. */
const HOOK_FOLDER = 'python';
/** Runs the cells of a notebook as one script. */
const NOTEBOOK_RUNNER = path.join('lr_tuner_hook', 'notebook.py');

/** The script's own, or where its package is a package. */
function workingFolder({ script, launcher = [] }: ScriptLaunch): string {
  return launcher.some((word) => MODULE.test(word)) ? folderOfPackage(script) : path.dirname(script);
}

async function prepare(script: PlacedLaunch, environment: Record<string, string>, distFolder: string) {
  const { runtimePath } = script;
  const editors = runtimePath === null ? ((await script.editorsRuntime?.()) ?? null) : null;
  const found = await findPython(runtimePath, script.script, machineOf(environment), editors);
  const hook = path.join(distFolder, HOOK_FOLDER);
  const env = armed(environment, found, hook);
  const command = commandOf(script, found, env, hook);
  refuseIsolated(command, script);
  return {
    runtime: { name: LANGUAGES.python.runtime, path: found.path, version: found.version },
    command,
    env: script.compile === 'disable' ? { ...NOT_COMPILED, ...env } : env,
    trialEnv: (script.compile ?? 'auto') === 'auto' && !('TORCH_COMPILE_DISABLE' in env) ? NOT_COMPILED : {},
    takesDevice: true,
    // It may name a port, which the next process would find taken.
    alone: script.launcher !== undefined,
  };
}

/** Compiling takes minutes, and hides from the trainer what the loss keeps of its scores. */
const NOT_COMPILED = { TORCH_COMPILE_DISABLE: '1' };

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

/**
 * A launcher is the whole command, since it may name what it runs in its own way (`-m package`, `bash train.sh`); only
 * the arguments follow.
 * @throws ProblemError where the launcher is not there
 */
function commandOf(
  launch: PlacedLaunch,
  { path: interpreter }: PythonRuntime,
  env: Record<string, string>,
  hook: string,
): string[] {
  const { script, args, runtimeArgs, launcher = ['{python}', '{script}'] } = launch;
  const values: Record<string, () => string> = {
    python: () => interpreter,
    script: () => script,
    module: () => moduleOf(launch),
  };
  const fill = (word: string): string =>
    word.replace(/\$?\{(python|script|module)\}/g, (_, name: string) => values[name]?.() ?? '');
  const words = launcher.flatMap((word) => {
    if (/^\$?\{python\}$/.test(word)) return [interpreter, ...runtimeArgs];
    const runs = isNotebook(script) && /^\$?\{script\}$/.test(word);
    return runs ? [path.join(hook, NOTEBOOK_RUNNER), script] : [fill(word)];
  });
  const [program = interpreter, ...rest] = words;
  refuseWithoutScript(launcher);
  return [findLauncher(program, launch, interpreter, env), ...rest, ...args];
}

/** What starts Python scripts, and nothing without one. */
const STARTS_SCRIPTS = /(^|[\\/])(torchrun|accelerate|python[\d.]*)(\.exe)?$|^\$?\{python\}$/;
const NAMES_SCRIPT = /\$?\{(script|module)\}|\.(py|sh|ipynb)\b|^(-\w*[mc]|--module)(=|$)/;

/** @throws ProblemError where it would only print its usage */
function refuseWithoutScript(launcher: readonly string[]): void {
  const [program = ''] = launcher;
  if (!STARTS_SCRIPTS.test(program) || launcher.some((word) => NAMES_SCRIPT.test(word))) return;
  throw new ProblemError({
    code: 'arguments-missing',
    title: `The launcher names no script: ${launcher.join(' ')}`,
    detail: `It is the whole command, with {script} where the script belongs: ${launcher.join(' ')} {script}. ${WHERE_LAUNCHERS_ARE}`,
    actions: LAUNCHER_ACTIONS,
  });
}

const WHERE_LAUNCHERS_ARE =
  'A terminal takes it from --launcher, VS Code from the setting lrTuner.python.launcher.';
const LAUNCHER_ACTIONS: ProblemAction[] = [
  { kind: 'open-setting', setting: 'lrTuner.python.launcher' },
  { kind: 'run-again' },
];

const MODULE = /\$?\{module\}/;

function moduleOf({ script, cwd }: PlacedLaunch): string {
  const name = moduleName(script, cwd);
  if (name !== null) return name;
  throw new ProblemError({
    code: 'script-missing',
    title: `${script} is no module in ${cwd}.`,
    detail:
      'The launcher runs it by the name of its module. Let it run in a folder above the script, or name the script by {script}.',
    actions: [{ kind: 'choose-start' }, { kind: 'run-again' }],
  });
}

function findLauncher(
  program: string,
  { cwd }: PlacedLaunch,
  interpreter: string,
  env: Record<string, string>,
): string {
  if (path.isAbsolute(program)) return program;
  const machine = { environment: env, home: null, systemPlaces: [] };
  // As a shell does: a path counts from the working folder, a name is looked for.
  const isPath = /[\\/]/.test(program);
  const places = isPath ? [path.resolve(cwd, program)] : onPath(machine, program, `${program}.exe`);
  const found = places.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found !== undefined) return found;
  throw new ProblemError({
    code: 'no-runtime',
    title: isPath
      ? `There is no ${program} in ${cwd}, where the launcher starts.`
      : `${program} was not found, neither beside ${interpreter} nor on the PATH.`,
    detail: `${isPath ? 'Correct' : 'Install it into the environment of the script, or correct'} the launcher. ${WHERE_LAUNCHERS_ARE}`,
    actions: LAUNCHER_ACTIONS,
  });
}

/** A frame of a traceback, or the head of a syntax error; `notebook.py` names the cells. */
const FRAME = /File "([^"]+?)(?:(?<=\.ipynb), cell (\d+))?", line (\d+)/g;
const NOT_USERS =
  /[\\/](site-packages|dist-packages)[\\/]|^<|[\\/]dist[\\/]python[\\/]|[\\/]lib[\\/]python\d/;

/** The innermost call comes last, unlike in Node. */
function locate(text: string): FileLine | null {
  const frames = [...text.matchAll(FRAME)].map(([, file = '', cell, line]) => ({
    file,
    ...(cell !== undefined && { cell: Number(cell) }),
    line: Number(line),
  }));
  return frames.findLast(({ file }) => !NOT_USERS.test(file) && existsSync(file)) ?? null;
}
