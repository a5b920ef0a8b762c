/** Where a Python may lie that a project means, by the tool that put it there. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Machine, newestFirst, onPath } from '../machine';
import { outputOf } from './probe';

/** What it is known by, as people call it. */
export type PythonOrigin =
  | 'chosen for this folder'
  | 'chosen in the Python extension'
  | 'active environment'
  | 'virtual environment'
  | 'Poetry'
  | 'pyenv'
  | 'conda'
  | 'PATH'
  | 'uv'
  | 'system';

export interface Candidate {
  /** It may be missing. */
  file: string;
  origin: PythonOrigin;
}

const WINDOWS = process.platform === 'win32';
/** Below the folder of an environment that `venv` made, or conda. */
export const IN_ENVIRONMENT = WINDOWS ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');
export const IN_CONDA = WINDOWS ? 'python.exe' : path.join('bin', 'python');
const NAMES = WINDOWS ? ['python.exe'] : ['python3', 'python'];
/** Poetry starts a Python of its own to answer. */
const LONGEST_ANSWER_MS = 10_000;

/**
 * In this order: the active environment, the environments of the project from the folder upwards (venv, uv, Poetry,
 * pyenv, conda), the PATH, the usual places.
 */
export async function* ofProject(folder: string, machine: Machine): AsyncGenerator<Candidate> {
  const { environment, home } = machine;
  const active = environment['VIRTUAL_ENV'];
  if (active) yield { file: path.join(active, IN_ENVIRONMENT), origin: 'active environment' };
  const conda = environment['CONDA_PREFIX'];
  if (conda) yield { file: path.join(conda, IN_CONDA), origin: 'active environment' };
  const folders = upwards(folder);
  for (const one of folders) {
    for (const name of ['.venv', 'venv', 'env'])
      yield { file: path.join(one, name, IN_ENVIRONMENT), origin: 'virtual environment' };
  }
  yield* named('Poetry', poetrys(folders, machine));
  yield* named('pyenv', pyenvs(folders, machine));
  yield* named('conda', namedByConda(folders, machine));
  yield* named('PATH', onPath(machine, ...NAMES));
  if (home) yield { file: path.join(home, '.pyenv', 'shims', NAMES[0] ?? 'python3'), origin: 'pyenv' };
  if (home)
    yield* named('uv', await newestFirst(path.join(home, '.local', 'share', 'uv', 'python'), IN_CONDA));
  yield* named('system', machine.systemPlaces);
}

/** Those that no project names: a person may mean one of them all the same. */
export async function* ofMachine(machine: Machine): AsyncGenerator<Candidate> {
  for (const root of condaRoots(machine)) {
    yield { file: path.join(root, IN_CONDA), origin: 'conda' };
    yield* named('conda', await newestFirst(path.join(root, 'envs'), IN_CONDA));
  }
  // Where conda itself notes each environment that it makes.
  const noted = machine.home && (await textOf(path.join(machine.home, '.conda', 'environments.txt')));
  const folders = (noted || '').split(/\r?\n/).filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) yield { file: path.join(folder, IN_CONDA), origin: 'conda' };
  const pyenv = pyenvRoot(machine);
  if (pyenv) yield* named('pyenv', await newestFirst(path.join(pyenv, 'versions'), IN_CONDA));
}

async function* named(
  origin: PythonOrigin,
  files: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<Candidate> {
  for await (const file of files) yield { file, origin };
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

async function* pyenvs(folders: readonly string[], machine: Machine): AsyncGenerator<string> {
  const root = pyenvRoot(machine);
  if (!root) return;
  for (const folder of folders) {
    const [wanted] = ((await textOf(path.join(folder, '.python-version'))) ?? '').trim().split(/\s+/);
    if (!wanted) continue;
    yield path.join(root, 'versions', wanted, IN_CONDA);
    return;
  }
}

function pyenvRoot({ environment, home }: Machine): string | null {
  return environment['PYENV_ROOT'] ?? (home && path.join(home, '.pyenv'));
}

/** The environment that the project's `environment.yml` names. */
async function* namedByConda(folders: readonly string[], machine: Machine): AsyncGenerator<string> {
  for (const folder of folders) {
    const described =
      (await textOf(path.join(folder, 'environment.yml'))) ??
      (await textOf(path.join(folder, 'environment.yaml')));
    const name = /^name:\s*["']?([\w.-]+)/m.exec(described ?? '')?.[1];
    if (name === undefined) continue;
    for (const root of condaRoots(machine)) yield path.join(root, 'envs', name, IN_CONDA);
    return;
  }
}

function condaRoots({ environment, home }: Machine): string[] {
  const usual = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge'];
  return [
    environment['CONDA_ROOT'],
    environment['MAMBA_ROOT_PREFIX'],
    ...(home ? usual.map((name) => path.join(home, name)) : []),
  ].filter((root): root is string => Boolean(root));
}

function upwards(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

async function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}
