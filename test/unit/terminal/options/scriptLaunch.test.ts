import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScriptLaunch } from '../../../../src/runner';
import { scriptCommand, typedOf } from '../../../../src/terminal/options/scriptCommand';
import { readScript } from '../../../../src/terminal/options/scriptLaunch';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-module-'));
  await mkdir(path.join(folder, 'package'));
  for (const name of ['train', '__main__']) await writeFile(path.join(folder, 'package', `${name}.py`), '');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function read(...words: string[]): ScriptLaunch {
  const split = words.indexOf('--');
  const own = split < 0 ? words : words.slice(0, split);
  const command = scriptCommand('find').parse(own, { from: 'user' });
  return readScript(command.opts(), typedOf(command, split < 0 ? [] : words.slice(split + 1)));
}

describe('a module in place of a script', () => {
  it('is found in the working folder, and runs there', () => {
    const launch = read('-m', 'package.train', '--cwd', folder, '--', '--epochs', '3');
    expect(launch).toMatchObject({
      script: path.join(folder, 'package/train.py'),
      args: ['--epochs', '3'],
      cwd: folder,
      launcher: ['{python}', '-m', 'package.train'],
    });
    expect(read('--module', 'package', '--cwd', folder).script).toBe(
      path.join(folder, 'package/__main__.py'),
    );
  });

  it('keeps another launcher that is asked for', () => {
    const { launcher } = read('-m', 'package.train', '--cwd', folder, '--launcher', 'torchrun -m {module}');
    expect(launcher).toEqual(['torchrun', '-m', '{module}']);
  });

  it('takes quoted words of a launcher together, and says where a quote stays open', () => {
    const { launcher } = read('train.py', '--launcher', `bash -c 'nice "$0"' "{script}"`);
    expect(launcher).toEqual(['bash', '-c', 'nice "$0"', '{script}']);
    expect(() => read('train.py', '--launcher', `bash -c 'nice`)).toThrow(/leaves a quote open/);
  });

  it('is named where it is not there, with what to do', () => {
    expect(() => read('-m', 'other.train', '--cwd', folder)).toThrow(
      `There is no module other.train in ${folder}. Run this in the folder that holds other, or name that with --cwd.`,
    );
  });

  it('takes the place of a script', () => {
    expect(() => read('-m', 'package', 'train.py', '--cwd', folder)).toThrow('One script at a time');
  });
});
