/** Finds the Python of a script's project, and proves it by running it. Nothing is imported, nothing installed. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ProblemError } from '../../protocol/problems';
import { type Machine, newestFirst, onPath, thisMachine } from '../machine';

export interface PythonRuntime {
  path: string;
  version: string;
  /** Those of `FRAMEWORKS` that it has. */
  frameworks: readonly string[];
}

export const OLDEST_PYTHON = { major: 3, minor: 9 };
/** What trains; an interpreter that has one is preferred to one that has none. */
const FRAMEWORKS = ['torch', 'keras', 'tensorflow', 'jax'];

const WINDOWS = process.platform === 'win32';
const IN_ENVIRONMENT = WINDOWS ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');
const IN_CONDA = WINDOWS ? 'python.exe' : path.join('bin', 'python');
const NAMES = WINDOWS ? ['python.exe'] : ['python3', 'python'];
const SYSTEM_PLACES = ['/usr/local/bin/python3', '/opt/homebrew/bin/python3', '/usr/bin/python3'];
const LONGEST_START_MS = 15_000;
/** Poetry starts a Python of its own to answer. */
const LONGEST_ANSWER_MS = 10_000;

/**
 * In this order: the user's choice, the active environment, the environments of the project from the script's folder
 * upwards (venv, uv, Poetry, pyenv, conda), the PATH, the usual places. After the user's choice the first that has a
 * framework wins, else the first that runs.
 * @throws ProblemError no-runtime, runtime-too-old
 */
export async function findPython(
  chosen: string | null,
  script: string,
  machine: Machine = thisMachine(SYSTEM_PLACES),
): Promise<PythonRuntime> {
  if (chosen !== null) return checkChosen(chosen);
  let usable: PythonRuntime | null = null;
  let tooOld: PythonRuntime | null = null;
  const asked = new Set<string>();
  for await (const candidate of candidates(script, machine)) {
    if (asked.has(candidate)) continue;
    asked.add(candidate);
    const found = await probe(candidate);
    if (found === null) continue;
    if (!isRecent(found.version)) tooOld ??= found;
    else if (found.frameworks.length > 0) return found;
    else usable ??= found;
  }
  if (usable !== null) return usable;
  throw tooOld ? tooOldProblem(tooOld) : noPython('Python was not found on this machine.');
}

async function checkChosen(chosen: string): Promise<PythonRuntime> {
  const found =
    (await probe(chosen)) ??
    (await probe(path.join(chosen, IN_ENVIRONMENT))) ??
    (await probe(path.join(chosen, IN_CONDA)));
  if (found === null) throw noPython(`The chosen Python, ${chosen}, does not start.`);
  if (!isRecent(found.version)) throw tooOldProblem(found);
  return found;
}

async function* candidates(script: string, machine: Machine): AsyncGenerator<string> {
  const { environment, home } = machine;
  const active = environment['VIRTUAL_ENV'];
  if (active) yield path.join(active, IN_ENVIRONMENT);
  const conda = environment['CONDA_PREFIX'];
  if (conda) yield path.join(conda, IN_CONDA);
  const folders = upwards(path.dirname(script));
  for (const folder of folders) {
    for (const name of ['.venv', 'venv', 'env']) yield path.join(folder, name, IN_ENVIRONMENT);
  }
  yield* poetrys(folders, machine);
  yield* pyenvs(folders, machine);
  yield* namedByConda(folders, machine);
  yield* onPath(machine, ...NAMES);
  if (home) yield path.join(home, '.pyenv', 'shims', NAMES[0] ?? 'python3');
  if (home) yield* await newestFirst(path.join(home, '.local', 'share', 'uv', 'python'), IN_CONDA);
  yield* machine.systemPlaces;
}

/** Poetry keeps environments outside the project and alone knows where. */
async function* poetrys(folders: readonly string[], machine: Machine): AsyncGenerator<string> {
  for (const folder of folders) {
    const project = await textOf(path.join(folder, 'pyproject.toml'));
    if (project === null) continue;
    if (!/^\[tool\.poetry/m.test(project)) return;
    for (const program of onPath(machine, WINDOWS ? 'poetry.exe' : 'poetry')) {
      const answer = await outputOf(program, ['env', 'info', '-e'], folder, LONGEST_ANSWER_MS);
      if (answer === null) continue;
      yield answer.trim();
      return;
    }
    return;
  }
}

async function* pyenvs(folders: readonly string[], { environment, home }: Machine): AsyncGenerator<string> {
  const root = environment['PYENV_ROOT'] ?? (home && path.join(home, '.pyenv'));
  if (!root) return;
  for (const folder of folders) {
    const [wanted] = ((await textOf(path.join(folder, '.python-version'))) ?? '').trim().split(/\s+/);
    if (!wanted) continue;
    yield path.join(root, 'versions', wanted, IN_CONDA);
    return;
  }
}

/** The environment that the project's `environment.yml` names. */
async function* namedByConda(
  folders: readonly string[],
  { environment, home }: Machine,
): AsyncGenerator<string> {
  for (const folder of folders) {
    const described =
      (await textOf(path.join(folder, 'environment.yml'))) ??
      (await textOf(path.join(folder, 'environment.yaml')));
    const name = /^name:\s*["']?([\w.-]+)/m.exec(described ?? '')?.[1];
    if (name === undefined) continue;
    const roots = [
      environment['CONDA_ROOT'],
      environment['MAMBA_ROOT_PREFIX'],
      ...(home
        ? ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge'].map((one) => path.join(home, one))
        : []),
    ];
    for (const root of roots) if (root) yield path.join(root, 'envs', name, IN_CONDA);
    return;
  }
}

function upwards(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

/** Looks for the frameworks without importing them, which would take seconds. */
const PROBE = `
import json, sys
from importlib.util import find_spec
print(json.dumps([sys.executable, '.'.join(map(str, sys.version_info[:3])), [n for n in ${JSON.stringify(FRAMEWORKS)} if find_spec(n)]]))
`;

/** Null where the file is missing, is no Python or does not answer. */
async function probe(file: string): Promise<PythonRuntime | null> {
  const answer = await outputOf(file, ['-c', PROBE], undefined, LONGEST_START_MS);
  if (answer === null) return null;
  try {
    const [, version, frameworks] = JSON.parse(answer.trim().split('\n').at(-1) ?? '') as [
      string,
      string,
      string[],
    ];
    return { path: file, version, frameworks };
  } catch {
    // Another program of that name.
    return null;
  }
}

async function outputOf(
  program: string,
  args: readonly string[],
  cwd: string | undefined,
  timeout: number,
): Promise<string | null> {
  try {
    // The user's own hooks have no say in a question of ours.
    const env = { ...process.env, PYTHONPATH: '', PYTHONSTARTUP: '' };
    const { stdout } = await promisify(execFile)(program, args, {
      timeout,
      env,
      ...(cwd !== undefined && { cwd }),
    });
    return stdout;
  } catch {
    return null;
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_PYTHON.major || (major === OLDEST_PYTHON.major && minor >= OLDEST_PYTHON.minor);
}

const OLDEST_NAME = `${OLDEST_PYTHON.major}.${OLDEST_PYTHON.minor}`;
const CHOOSE = { kind: 'open-setting', setting: 'lrTuner.python.path' } as const;

function noPython(title: string): ProblemError {
  return new ProblemError({
    code: 'no-runtime',
    title,
    detail: `Your script runs on Python ${OLDEST_NAME} or newer. Install it, or name the one of your environment in the setting lrTuner.python.path (in a terminal: --python PATH).`,
    actions: [CHOOSE, { kind: 'run-again' }],
  });
}

function tooOldProblem({ path: file, version }: PythonRuntime): ProblemError {
  return new ProblemError({
    code: 'runtime-too-old',
    title: `Python ${version} is too old.`,
    detail: `The one at ${file} would run your script. Version ${OLDEST_NAME} or newer is needed: install it, or name another one in the setting lrTuner.python.path.`,
    actions: [CHOOSE, { kind: 'run-again' }],
  });
}
