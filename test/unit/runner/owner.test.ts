import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { claimFolder, clearStaleFolders } from '../../../src/runner/report/owner';

let tmp: string;
beforeEach(async () => {
  tmp = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-owner-'));
  onTestFinished(() => rm(tmp, { recursive: true, force: true }));
});

/** A folder as a host of this machine claims it. */
async function claimed(name: string, change: Record<string, unknown> = {}): Promise<void> {
  const folder = path.join(tmp, name);
  await mkdir(folder);
  await claimFolder(folder);
  const file = path.join(folder, 'host.json');
  const owner = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...owner, ...change }));
}

async function leftAfterClearing(): Promise<string[]> {
  await clearStaleFolders(tmp);
  return (await readdir(tmp)).sort();
}

/** The number of a process that has been. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('the folder of a host', () => {
  it('is cleared once the host is dead', async () => {
    await claimed('lr-tuner-aaaaaa', { pid: deadPid() });
    expect(await leftAfterClearing()).toEqual([]);
  });

  it('stays while the host lives', async () => {
    await claimed('lr-tuner-aaaaaa');
    await claimed('lr-tuner-bbbbbb', { pid: process.ppid, started: '' });
    expect(await leftAfterClearing()).toHaveLength(2);
  });

  it.skipIf(process.platform !== 'linux')('is cleared where another process has its number', async () => {
    await claimed('lr-tuner-aaaaaa', { started: '1' });
    expect(await leftAfterClearing()).toEqual([]);
  });

  it('stays where its number counts elsewhere, as in a container', async () => {
    await claimed('lr-tuner-aaaaaa', { pid: deadPid(), where: 'box pid:[1]' });
    expect(await leftAfterClearing()).toHaveLength(1);
  });

  it('is told from all else that begins so', async () => {
    await mkdir(path.join(tmp, 'lr-tuner-cccccc'));
    await writeFile(path.join(tmp, 'lr-tuner-dddddd'), 'a file');
    await mkdir(path.join(tmp, 'lr-tuner-eeeeee'));
    await writeFile(path.join(tmp, 'lr-tuner-eeeeee/host.json'), '{"pid":{"toString":1}}');
    await claimed('lr-tuner-of-the-user', { pid: deadPid() });
    expect(await leftAfterClearing()).toHaveLength(4);
  });

  it.skipIf(process.platform === 'win32')('is never reached through a link', async () => {
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-owner-'));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    await claimed('lr-tuner-ffffff', { pid: deadPid() });
    await symlink(path.join(tmp, 'lr-tuner-ffffff/host.json'), path.join(elsewhere, 'host.json'));
    await symlink(elsewhere, path.join(tmp, 'lr-tuner-gggggg'));
    await clearStaleFolders(tmp);
    expect(await readdir(elsewhere)).toEqual(['host.json']);
  });
});
