import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findNode } from '../../../src/runner/javascript/node';
import type { Machine } from '../../../src/runner/machine';
import { ProblemError } from '../../../src/protocol/problems';

let home: string;
let machine: Machine;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-node-'));
  machine = { environment: { PATH: path.join(home, 'bin') }, home, systemPlaces: [] };
});

/** A program that answers as a Node of that version does. */
async function install(place: string, answer: string): Promise<string> {
  const file = path.join(home, place);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${answer}\n`);
  await chmod(file, 0o755);
  return file;
}

async function problemOf(search: Promise<unknown>): Promise<ProblemError['problem']> {
  const error = await search.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`No problem, but ${String(error)}`);
  return error.problem;
}

describe.skipIf(process.platform === 'win32')('finding Node', () => {
  it('takes the one on the PATH', async () => {
    const file = await install('bin/node', 'echo 20.1.0');
    expect(await findNode(null, machine)).toEqual({ path: file, version: '20.1.0' });
  });

  it('takes the newest of nvm where the PATH has none', async () => {
    await install('.nvm/versions/node/v9.11.0/bin/node', 'echo 9.11.0');
    await install('.nvm/versions/node/v18.20.0/bin/node', 'echo 18.20.0');
    const newest = await install('.nvm/versions/node/v22.1.0/bin/node', 'echo 22.1.0');
    expect((await findNode(null, machine)).path).toBe(newest);
  });

  it('passes over one that is too old, and one that does not run', async () => {
    await install('bin/node', 'echo 16.20.2');
    await install('.volta/bin/node', 'exit 3');
    const good = await install('.local/bin/node', 'echo 18.19.0');
    expect((await findNode(null, machine)).path).toBe(good);
  });

  it('needs no home folder', async () => {
    const homeless = { ...machine, home: null };
    expect((await problemOf(findNode(null, homeless))).code).toBe('no-runtime');
    const file = await install('nvm/versions/node/v22.1.0/bin/node', 'echo 22.1.0');
    const environment = { ...machine.environment, NVM_DIR: path.join(home, 'nvm') };
    expect((await findNode(null, { ...homeless, environment })).path).toBe(file);
  });

  it('says that there is none, and what to install', async () => {
    const problem = await problemOf(findNode(null, machine));
    expect(problem).toMatchObject({ code: 'no-runtime', title: 'Node.js was not found on this machine.' });
    expect(problem.detail).toContain('18.19');
    expect(problem.actions[0]).toEqual({ kind: 'open-setting', setting: 'lrTuner.nodePath' });
  });

  it('says that the only one is too old, and where it is', async () => {
    const file = await install('bin/node', 'echo 18.12.1');
    const problem = await problemOf(findNode(null, machine));
    expect(problem).toMatchObject({ code: 'runtime-too-old', title: 'Node.js 18.12.1 is too old.' });
    expect(problem.detail).toContain(file);
  });

  it('takes the chosen one and no other', async () => {
    await install('bin/node', 'echo 20.1.0');
    const problem = await problemOf(findNode(path.join(home, 'nowhere/node'), machine));
    expect(problem.code).toBe('no-runtime');
    expect(problem.title).toContain('nowhere/node');
  });
});
