import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readCompareInput, readFindInput, scriptWithin } from '../../../src/editor/commands/chatInput';
import { countArms, DEFAULT_POLICIES, planArms } from '../../../src/tuning';

describe('what a chat agent asks for', () => {
  const script = 'train.js';

  it('may leave everything out but the script', () => {
    expect(readFindInput({ script })).toEqual({ script, quick: false, confirm: null });
    expect(readCompareInput({ script })).toEqual({
      script,
      bounds: null,
      policies: DEFAULT_POLICIES,
      seeds: null,
    });
  });

  it('may ask for short trainings, or for none, whatever the setting says', () => {
    expect(readFindInput({ script, confirm: true }).confirm).toBe(true);
    expect(readFindInput({ script, confirm: false, quick: true })).toEqual({
      script,
      quick: true,
      confirm: false,
    });
  });

  it('names each policy once', () => {
    const policies = ['triangular', 'triangular', 'one-cycle', 'triangular'];
    expect(readCompareInput({ script, policies }).policies).toEqual(['triangular', 'one-cycle']);
  });

  it.each([
    ['no script', {}],
    ['a script that is no text', { script: 5 }],
    ['nothing', null],
    ['a quick that is neither true nor false', { script, quick: 'yes' }],
    ['a confirm that is neither true nor false', { script, confirm: 1 }],
  ])('is refused: %s', (_, input) => {
    expect(() => readFindInput(input)).toThrow();
  });

  it.each([1e9, -1, 0, 1.5, '3', 21, Number.NaN])('is refused with %j seeds', (seeds) => {
    expect(() => readCompareInput({ script, seeds })).toThrow('seeds');
  });

  it.each([
    [0.1, Infinity],
    [0.1, '5'],
    [0.1, 'Infinity'],
    [0.1, 1e300],
    [0, 0.1],
    [-1, 0.1],
    [0.2, 0.1],
    [0.1, undefined],
    [Number.NaN, 0.1],
  ])('is refused with the bounds %j and %j', (baseLR, maxLR) => {
    expect(() => readCompareInput({ script, baseLR, maxLR })).toThrow(/baseLR|maxLR/);
  });

  it.each([['square'], [{ toString: 1 }], 'triangular'])('is refused with the policies %j', (policies) => {
    expect(() => readCompareInput({ script, policies })).toThrow('policies');
  });

  it('is counted as it will be trained', () => {
    const wanted = { policies: DEFAULT_POLICIES, stepSize: null };
    for (const bounds of [
      { baseLR: 0.1, maxLR: 0.4 },
      { baseLR: 0.1, maxLR: 0.1001 },
    ]) {
      const arms = planArms({ ...wanted, bounds }, { totalSteps: 1000, stepsPerEpoch: 100 }, true);
      expect(countArms(DEFAULT_POLICIES, bounds)).toBe(arms.length);
    }
    expect(countArms(DEFAULT_POLICIES, null)).toBe(6);
  });
});

describe('the script that a chat agent names', () => {
  let folder: string;
  let workspace: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-chat-')));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    workspace = path.join(folder, 'work');
    await mkdir(path.join(workspace, '..data'), { recursive: true });
    await mkdir(path.join(folder, 'work-other'));
    for (const name of [
      'work/train.js',
      'work/..data/train.py',
      'work/notes.txt',
      'evil.js',
      'work-other/a.js',
    ])
      await writeFile(path.join(folder, name), '');
  });

  it.each(['train.js', './train.js', '..data/train.py'])('is run within the workspace: %s', async (name) => {
    expect(await scriptWithin([workspace], name)).toBe(path.join(workspace, name));
    expect(await scriptWithin([folder, workspace], path.join(workspace, name))).toBe(
      path.join(workspace, name),
    );
  });

  it.each(['../evil.js', '../work-other/a.js', '/etc/evil.js', '..', '', 'gone.js', 'a\0.js', 'notes.txt'])(
    'is not run: %j',
    async (name) => {
      await expect(scriptWithin([workspace], name)).rejects.toThrow(/workspace|cannot be trained/);
    },
  );

  it.skipIf(process.platform === 'win32')('is where its links lead', async () => {
    await symlink(path.join(folder, 'evil.js'), path.join(workspace, 'linked.js'));
    await symlink(folder, path.join(workspace, 'up'));
    for (const name of ['linked.js', 'up/evil.js'])
      await expect(scriptWithin([workspace], name)).rejects.toThrow('outside of the workspace');
    await symlink(workspace, path.join(folder, 'opened'));
    const named = path.join(folder, 'opened', 'train.js');
    expect(await scriptWithin([path.join(folder, 'opened')], named)).toBe(named);
  });

  it('is none where no folder is open', async () => {
    await expect(scriptWithin([], '/etc/evil.js')).rejects.toThrow('No folder is open');
  });
});
