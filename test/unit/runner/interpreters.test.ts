import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../src/protocol/problems';
import type { Machine } from '../../../src/runner/machine';
import { findPython, listPythons, type PythonFound } from '../../../src/runner/python/interpreters';

let home: string;
let machine: Machine;
let script: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-python-'));
  machine = { environment: { PATH: path.join(home, 'bin') }, home, systemPlaces: [] };
  script = await write('work/project/src/train.py', '');
});

afterEach(() => rm(home, { recursive: true, force: true }));

async function write(place: string, text: string): Promise<string> {
  const file = path.join(home, place);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function program(place: string, does: string): Promise<string> {
  const file = await write(place, `#!/bin/sh\n${does}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A program that answers as a Python with these frameworks does. */
function install(place: string, frameworks = 'torch', version = '3.11.7'): Promise<string> {
  const path = '/real/python';
  return program(place, `echo '${JSON.stringify({ path, version, frameworks })}'`);
}

async function found(environment: Record<string, string> = {}): Promise<string> {
  const active = { ...machine, environment: { ...machine.environment, ...environment } };
  return path.relative(home, (await findPython(null, script, active)).path);
}

async function problemOf(search: Promise<unknown>): Promise<ProblemError['problem']> {
  const error = await search.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`No problem, but ${String(error)}`);
  return error.problem;
}

describe.skipIf(process.platform === 'win32')('finding Python', () => {
  it('goes by the active environment, the project, its pyenv, its conda, the PATH, the usual places', async () => {
    await write('work/.python-version', '3.11.7\n');
    await write('work/environment.yml', 'channels: [pytorch]\nname: vision\n');
    const usual = await install('usual/python3');
    machine = { ...machine, systemPlaces: [usual] };
    const inOrder = [
      'active/bin/python',
      'conda/bin/python',
      'work/project/src/.venv/bin/python',
      'work/project/src/venv/bin/python',
      'work/project/src/env/bin/python',
      'work/project/.venv/bin/python',
      'work/venv/bin/python',
      '.pyenv/versions/3.11.7/bin/python',
      'miniconda3/envs/vision/bin/python',
      'bin/python3',
      'bin/python',
      '.pyenv/shims/python3',
      '.local/share/uv/python/cpython-3.12.1/bin/python',
      '.local/share/uv/python/cpython-3.9.2/bin/python',
      'usual/python3',
    ];
    for (const place of inOrder) await install(place);
    const activated = { VIRTUAL_ENV: path.join(home, 'active'), CONDA_PREFIX: path.join(home, 'conda') };
    const seen: string[] = [];
    for (const place of inOrder) {
      seen.push(await found(activated));
      await rm(path.join(home, place));
    }
    expect(seen).toEqual(inOrder);
  });

  it('takes the first that has a framework', async () => {
    await install('work/project/.venv/bin/python', '');
    await install('work/venv/bin/python', 'torch keras');
    expect(await found()).toBe('work/venv/bin/python');
  });

  it('takes the first that runs where none has a framework', async () => {
    await install('work/project/.venv/bin/python', '');
    await install('bin/python3', '');
    expect(await found()).toBe('work/project/.venv/bin/python');
  });

  it('asks Poetry for an environment outside the project', async () => {
    const inCache = await install('cache/virtualenvs/vision/bin/python');
    await write('work/project/pyproject.toml', '[tool.poetry]\nname = "vision"\n');
    await program('bin/poetry', `[ "$*" = "env info -e" ] && echo ${inCache}`);
    await install('bin/python3', '');
    expect(await found({ PATH: `${path.join(home, 'bin')}:/usr/bin:/bin` })).toBe(
      'cache/virtualenvs/vision/bin/python',
    );
  });

  it('passes over one that is too old, one that does not start, and another program of that name', async () => {
    await install('work/project/src/.venv/bin/python', 'torch', '3.8.19');
    await program('work/project/.venv/bin/python', 'exit 3');
    await program('work/venv/bin/python', 'echo []');
    await program('work/env/bin/python', 'echo Python');
    await install('bin/python3');
    expect(await found()).toBe('bin/python3');
  });

  it('reads the answer below what the environment prints at a start', async () => {
    const answer = JSON.stringify({ path: '/real/python', version: '3.9.0', frameworks: 'jax' });
    await program('bin/python3', `echo 'modules loaded'; echo '${answer}'`);
    expect(await findPython(null, script, machine)).toEqual({
      path: path.join(home, 'bin/python3'),
      version: '3.9.0',
      frameworks: ['jax'],
    });
  });

  it('gives it the environment of the script, by which a cluster brings its packages along', async () => {
    await install('bin/python');
    await program(
      'bin/python3',
      `echo "{\\"path\\":\\"/p\\",\\"version\\":\\"3.11.0\\",\\"frameworks\\":\\"$MODULES\\"}"`,
    );
    expect(await found()).toBe('bin/python');
    expect(await found({ MODULES: 'torch' })).toBe('bin/python3');
  });

  it('needs no home folder', async () => {
    const homeless = { ...machine, home: null };
    expect((await problemOf(findPython(null, script, homeless))).code).toBe('no-runtime');
    await write('work/.python-version', '3.12.0');
    const file = await install('pyenv/versions/3.12.0/bin/python');
    const environment = { ...machine.environment, PYENV_ROOT: path.join(home, 'pyenv') };
    expect((await findPython(null, script, { ...homeless, environment })).path).toBe(file);
  });

  it('says that there is none, and what to do', async () => {
    const problem = await problemOf(findPython(null, script, machine));
    expect(problem).toMatchObject({ code: 'no-runtime', title: 'Python was not found on this machine.' });
    expect(problem.detail).toContain('Python 3.9 or newer');
    expect(problem.actions[0]).toEqual({ kind: 'choose-python' });
  });

  it('says that the only one is too old, and where it is', async () => {
    const file = await install('bin/python3', 'torch', '3.8.19');
    const problem = await problemOf(findPython(null, script, machine));
    expect(problem).toMatchObject({ code: 'runtime-too-old', title: 'Python 3.8.19 is too old.' });
    expect(problem.detail).toContain(file);
  });
});

describe.skipIf(process.platform === 'win32')('what another extension has chosen', () => {
  it('comes before the environments of the project, as a program or a folder', async () => {
    await install('work/project/.venv/bin/python');
    const program = await install('elsewhere/bin/python');
    expect((await findPython(null, script, machine, program)).path).toBe(program);
    expect((await findPython(null, script, machine, path.join(home, 'elsewhere'))).path).toBe(program);
  });

  it('is passed over where it has no framework, and never comes before what the user named', async () => {
    const bare = await install('elsewhere/bin/python', '');
    await install('work/project/.venv/bin/python');
    expect((await findPython(null, script, machine, bare)).path).toBe(
      path.join(home, 'work/project/.venv/bin/python'),
    );
    const named = await install('mine/python', '');
    expect((await findPython(named, script, machine, bare)).path).toBe(named);
  });
});

describe.skipIf(process.platform === 'win32')('the list to choose from', () => {
  async function listed(
    known: Partial<{ chosen: string; editors: string }> = {},
    environment: Record<string, string> = {},
  ): Promise<string[]> {
    let all: readonly PythonFound[] = [];
    const active = { ...machine, environment: { ...machine.environment, ...environment } };
    await listPythons(path.dirname(script), active, { chosen: null, editors: null, ...known }, (found) => {
      expect(found.length).toBeGreaterThan(all.length);
      all = found;
    });
    return all.map((one) =>
      [path.relative(home, one.path), one.version, one.origin, one.recent ? one.frameworks : 'too old'].join(
        ' ',
      ),
    );
  }

  it('holds every environment once, those of the project first, each with what it has', async () => {
    await write('work/.python-version', '3.11.7\n');
    await write('.conda/environments.txt', `${path.join(home, 'conda-envs/nlp')}\n`);
    await install('active/bin/python', 'torch', '3.12.1');
    await install('work/project/.venv/bin/python', 'torch keras');
    await install('work/project/.venv/bin/python3', 'torch keras');
    await install('.pyenv/versions/3.11.7/bin/python', '');
    await install('.pyenv/versions/3.8.2/bin/python', '', '3.8.2');
    await install('miniconda3/bin/python', '');
    await install('miniconda3/envs/vision/bin/python');
    await install('conda-envs/nlp/bin/python');
    await install('bin/python3', '');
    await install('bin/python', '');
    await install('.local/share/uv/python/cpython-3.12.1/bin/python', '', '3.12.1');
    await program('work/project/env/bin/python', 'exit 3');
    const [editors, chosen] = [await install('editors/bin/python'), await install('mine/python')];
    expect(await listed({ editors, chosen }, { VIRTUAL_ENV: path.join(home, 'active') })).toEqual([
      'mine/python 3.11.7 chosen for this folder torch',
      'editors/bin/python 3.11.7 chosen in the Python extension torch',
      'active/bin/python 3.12.1 active environment torch',
      'work/project/.venv/bin/python 3.11.7 virtual environment torch,keras',
      '.pyenv/versions/3.11.7/bin/python 3.11.7 pyenv ',
      'bin/python3 3.11.7 PATH ',
      '.local/share/uv/python/cpython-3.12.1/bin/python 3.12.1 uv ',
      'miniconda3/bin/python 3.11.7 conda ',
      'miniconda3/envs/vision/bin/python 3.11.7 conda torch',
      'conda-envs/nlp/bin/python 3.11.7 conda torch',
      '.pyenv/versions/3.8.2/bin/python 3.8.2 pyenv too old',
    ]);
  });

  it('tells an environment from the Python that made it, of which it is a link', async () => {
    const made = await install('bin/python3');
    await mkdir(path.join(home, 'work/project/.venv/bin'), { recursive: true });
    await symlink(made, path.join(home, 'work/project/.venv/bin/python'));
    expect(await listed()).toEqual([
      'work/project/.venv/bin/python 3.11.7 virtual environment torch',
      'bin/python3 3.11.7 PATH torch',
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('the chosen Python', () => {
  it('is taken although it has no framework and others have', async () => {
    await install('bin/python3');
    const chosen = await install('mine/python', '');
    expect((await findPython(chosen, script, machine)).path).toBe(chosen);
  });

  it('may be the folder of an environment', async () => {
    const file = await install('mine/bin/python');
    expect((await findPython(path.join(home, 'mine'), script, machine)).path).toBe(file);
  });

  it('may be a name on the PATH, and is then known by its place', async () => {
    await install('bin/python3.11');
    expect((await findPython('python3.11', script, machine)).path).toBe('/real/python');
  });

  it('is named where it does not start, and no other is taken', async () => {
    await install('bin/python3');
    const chosen = await program('mine/python', 'exit 1');
    const problem = await problemOf(findPython(chosen, script, machine));
    expect(problem).toMatchObject({
      code: 'no-runtime',
      title: `The chosen Python, ${chosen}, does not start.`,
    });
  });

  it('is refused where it is too old', async () => {
    const chosen = await install('mine/python', 'torch', '3.8.10');
    expect((await problemOf(findPython(chosen, script, machine))).title).toBe('Python 3.8.10 is too old.');
  });
});
