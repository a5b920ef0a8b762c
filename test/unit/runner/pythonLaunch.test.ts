import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Problem, ProblemError } from '../../../src/protocol/problems';
import { type Launch, prepareLaunch, type ScriptLaunch } from '../../../src/runner';
import { longestArming } from '../../../src/runner/child/limits';

let home: string;
let python: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-launch-'));
  const answer = JSON.stringify({ path: '/real/python', version: '3.11.7', frameworks: 'torch' });
  python = await program('env/bin/python', `#!/bin/sh\necho '${answer}'\n`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function write(place: string, text = ''): Promise<string> {
  const file = path.join(home, place);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function program(place: string, text: string): Promise<string> {
  const file = await write(place, text);
  await chmod(file, 0o755);
  return file;
}

function prepare(script: string, more: Partial<ScriptLaunch> = {}): Promise<Launch> {
  const launch = { script, args: [], cwd: null, env: {}, runtimePath: python, runtimeArgs: [] };
  return prepareLaunch({ ...launch, ...more }, '/dist');
}

async function refusal(script: string, more: Partial<ScriptLaunch>): Promise<Problem | null> {
  const error = await prepare(script, more).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error !== null && !(error instanceof ProblemError)) throw error;
  return error?.problem ?? null;
}

describe.skipIf(process.platform === 'win32')('a Python script as a module', () => {
  const launcher = ['{python}', '-m', '{module}'];

  it('runs by the name of its module, from where its package lies', async () => {
    await write('project/pkg/__init__.py');
    await write('project/pkg/tasks/__init__.py');
    const script = await write('project/pkg/tasks/train.py');
    const { command, cwd } = await prepare(script, { launcher, args: ['--epochs', '3'] });
    expect(command).toEqual([python, '-m', 'pkg.tasks.train', '--epochs', '3']);
    expect(cwd).toBe(path.join(home, 'project'));
  });

  it('is named from the working folder, where there is one', async () => {
    const script = await write('project/src/pkg/__main__.py');
    const { command } = await prepare(script, { launcher, cwd: path.join(home, 'project/src') });
    expect(command.at(-1)).toBe('pkg');
  });

  it('is refused where the folder does not lie above it', async () => {
    const script = await write('project/train.py');
    const cwd = path.dirname(await write('elsewhere/x'));
    expect(await refusal(script, { launcher, cwd })).toMatchObject({
      title: `${script} is no module in ${cwd}.`,
      detail: expect.stringContaining('{script}') as unknown,
    });
  });
});

describe.skipIf(process.platform === 'win32')('a file of variables', () => {
  it('is read as debuggers read it; what is set for the script comes first', async () => {
    const envFile = await write(
      '.env',
      'export DATA=/data # the large one\n# A=1\nB="two words\\nand a line"\nC=\'${DATA}\'\nD=${DATA}/train\nE=1\nnonsense\n',
    );
    const { env } = await prepare(await write('train.py'), { envFile, env: { E: '2' } });
    expect(env).toMatchObject({
      DATA: '/data',
      B: 'two words\nand a line',
      C: '${DATA}',
      D: '/data/train',
      E: '2',
    });
    expect(env).not.toHaveProperty('A');
  });

  it('is missed where it is named and not there', async () => {
    const envFile = path.join(home, 'gone.env');
    expect(await refusal(await write('train.py'), { envFile })).toMatchObject({
      title: `The file of variables, ${envFile}, cannot be read.`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('a Python that would ignore PYTHONPATH', () => {
  it.each([
    { runtimeArgs: ['-I'] },
    { runtimeArgs: ['-X', 'dev', '-uE'] },
    { launcher: ['{python}', '-S', '{script}'] },
    { launcher: ['sh', '-c', 'true', 'conda', 'run', 'python3.11', '-I', '{script}'] },
    { launcher: ['env', '-i', '{python}', '{script}'] },
  ])('is not started: %j', async (more) => {
    expect(await refusal(await write('train.py'), more)).toMatchObject({
      code: 'not-armed',
      title: 'The script was not started: its Python ignores PYTHONPATH.',
    });
  });

  it.each([
    { runtimeArgs: ['-u', '-s', '-W', 'ignore', '-X', 'importtime', '-O'] },
    { launcher: ['{python}', '-m', 'pkg', '-I'] },
    { launcher: ['env', 'A=1', '{python}', '-um', 'pkg', '-S'] },
    { args: ['-I', '-E'] },
  ])('is not seen where there is none: %j', async (more) => {
    expect(await refusal(await write('train.py', '#!/usr/bin/python3 -I\n'), more)).toBeNull();
  });

  it('is seen in the first line of the script, where that is what runs', async () => {
    for (const line of ['#!/usr/bin/python3 -I', '#!/usr/bin/env -S python3 -sE']) {
      const script = await program('train.py', `${line}\n`);
      expect(await refusal(script, { launcher: ['{script}'] })).toMatchObject({ file: script, line: 1 });
    }
  });

  it('is seen in the first line of what starts it', async () => {
    const launcher = await program('env/bin/torchrun', '#!/usr/bin/python3 -Es\n');
    expect(await refusal(await write('train.py'), { launcher: ['torchrun', '{script}'] })).toMatchObject({
      file: launcher,
      detail: expect.stringContaining(`-Es in line 1 of ${launcher}`) as unknown,
    });
  });

  it('is seen in the line of a shell script that starts it, and not in others', async () => {
    const script = await write('train.py');
    const run = await program(
      'run.sh',
      '#!/bin/bash\n# python -I train.py\npython -I prepare.py\npython train.py\n',
    );
    expect(await refusal(script, { launcher: ['bash', 'run.sh'] })).toBeNull();
    await writeFile(run, '#!/bin/bash\npython -I prepare.py\npython3 -I "./train.py" --epochs 3\n');
    for (const launcher of [['bash', '-e', 'run.sh'], ['./run.sh']]) {
      expect(await refusal(script, { launcher })).toMatchObject({ file: run, line: 3 });
    }
  });
});

describe.skipIf(process.platform === 'win32')('what a Python script is not asked to do', () => {
  it('is to compile while the rate is ramped, unless the user wants it or has said so', async () => {
    const script = await write('train.py');
    const off = { TORCH_COMPILE_DISABLE: '1' };
    expect((await prepare(script)).trialEnv).toEqual(off);
    expect((await prepare(script)).env).not.toMatchObject(off);
    expect((await prepare(script, { compile: 'keep' })).trialEnv).toEqual({});
    expect((await prepare(script, { compile: 'disable' })).env).toMatchObject(off);
    const own = { TORCH_COMPILE_DISABLE: '0' };
    expect((await prepare(script, { env: own })).trialEnv).toEqual({});
    expect((await prepare(script, { env: own, compile: 'disable' })).env).toMatchObject(own);
  });

  it('is to be there within half a minute, where a launcher comes before it', () => {
    expect(longestArming({ alone: false, givesWay: false })).toBe(30_000);
    expect(longestArming({ alone: true, givesWay: false })).toBe(120_000);
    expect(longestArming({ alone: true, givesWay: true })).toBe(120_000);
  });
});
