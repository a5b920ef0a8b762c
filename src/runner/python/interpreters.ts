/** Finds the Python of a script's project, and proves it by running it. Nothing is imported, nothing installed. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Fields, MessageError } from '../../protocol/fields';
import { ProblemError } from '../../protocol/problems';
import { homeFolder, type Machine, newestFirst, onPath } from '../machine';
import { throwIfShort } from '../systemErrors';

export interface PythonRuntime {
  /** Absolute. */
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

/** @param environment what the script gets, so that an environment activated for it alone counts */
export function machineOf(environment: Record<string, string | undefined>): Machine {
  return { environment, home: homeFolder(), systemPlaces: SYSTEM_PLACES };
}

/**
 * In this order: the user's choice, the active environment, the environments of the project from the script's folder
 * upwards (venv, uv, Poetry, pyenv, conda), the PATH, the usual places. After the user's choice the first that has a
 * framework wins, else the first that runs.
 * @param chosen a program, the folder of an environment, or a name on the PATH
 * @throws ProblemError no-runtime, runtime-too-old
 */
export async function findPython(
  chosen: string | null,
  script: string,
  machine: Machine,
): Promise<PythonRuntime> {
  if (chosen !== null) return checkChosen(chosen, machine);
  let usable: PythonRuntime | null = null;
  let tooOld: PythonRuntime | null = null;
  const asked = new Set<string>();
  for await (const candidate of candidates(script, machine)) {
    if (asked.has(candidate)) continue;
    asked.add(candidate);
    const found = await probe(candidate, machine);
    if (found === null) continue;
    if (!isRecent(found.version)) tooOld ??= found;
    else if (found.frameworks.length > 0) return found;
    else usable ??= found;
  }
  if (usable !== null) return usable;
  throw tooOld ? tooOldProblem(tooOld) : noPython('Python was not found on this machine.');
}

async function checkChosen(chosen: string, machine: Machine): Promise<PythonRuntime> {
  const found =
    (await probe(chosen, machine)) ??
    (await probe(path.join(chosen, IN_ENVIRONMENT), machine)) ??
    (await probe(path.join(chosen, IN_CONDA), machine));
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
      const answer = await outputOf(program, ['env', 'info', '-e'], machine, LONGEST_ANSWER_MS, folder);
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

/**
 * Looks for the frameworks without importing them, which would take seconds. A folder named like one, where the editor
 * happens to stand, is none.
 */
const PROBE = `
import json, sys
sys.path[:] = [folder for folder in sys.path if folder]
from importlib.util import find_spec
version = '.'.join(map(str, sys.version_info[:3]))
print(json.dumps({'path': sys.executable, 'version': version, 'frameworks': ' '.join(n for n in ${JSON.stringify(FRAMEWORKS)} if find_spec(n))}))
`;

/** Null where the file is missing, is no Python or does not answer. */
async function probe(file: string, machine: Machine): Promise<PythonRuntime | null> {
  const answer = await outputOf(file, ['-c', PROBE], machine, LONGEST_START_MS);
  // What else the environment prints at a start comes first.
  return answer === null ? null : readAnswer(file, answer.trim().split('\n').at(-1) ?? '');
}

function readAnswer(file: string, line: string): PythonRuntime | null {
  try {
    const fields = new Fields(JSON.parse(line));
    const frameworks = fields.text('frameworks').split(' ').filter(Boolean);
    return {
      path: path.isAbsolute(file) ? file : fields.text('path'),
      version: fields.text('version'),
      frameworks,
    };
  } catch (error) {
    // Another program of that name.
    if (error instanceof MessageError || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function outputOf(
  program: string,
  args: readonly string[],
  { environment }: Machine,
  timeout: number,
  cwd?: string,
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      timeout,
      // One that hangs may not heed anything less.
      killSignal: 'SIGKILL',
      env: environment,
      ...(cwd !== undefined && { cwd }),
    });
    return stdout;
  } catch (error) {
    throwIfShort(error);
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
