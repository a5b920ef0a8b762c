import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runsFolder } from '../../../src/editor/runs/runsFolder';

it('a further window keeps its runs where the first one does', async () => {
  const base = await mkdtemp(path.join(tmpdir(), 'lr-tuner-storage-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  await mkdir(path.join(base, 'a1b2'));
  const runs = path.join(base, 'a1b2/publisher.lr-tuner/runs');
  expect(runsFolder(path.join(base, 'a1b2/publisher.lr-tuner'))).toBe(runs);
  expect(runsFolder(path.join(base, 'a1b2-1/publisher.lr-tuner'))).toBe(runs);
});

it('a storage whose name only looks like that of a further window is its own', () => {
  const storage = path.join(path.sep, 'storage/empty-1/publisher.lr-tuner');
  expect(runsFolder(storage)).toBe(path.join(storage, 'runs'));
});
