/** Files of runs that a crash, a disk or a person has damaged. */
import { appendFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readRun, RunCatalog, RunStore, toCsv } from '../../../src/runs';
import type { RunEvent } from '../../../src/runs';
import { panelState } from '../../../src/views/panelState';

let folder: string;
let told: string[];
let store: RunStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-runs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  told = [];
  store = new RunStore(folder, (file, why) => told.push(`${path.basename(file)}: ${why}`));
});

const ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: 2 } as const;

function eventsOf(id: string): RunEvent[] {
  const range = { lo: 1e-6, hi: 10 };
  return [
    { type: 'created', id, kind: 'range-test', name: 'train.js', script: '/w/train.js', startedAt: 1, range },
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } },
    {
      type: 'steps',
      repeat: 0,
      steps: [
        { i: 0, lr: 1e-6, loss: 2.3 },
        { i: 1, lr: 10, loss: 9 },
      ],
    },
    { type: 'trainer', repeat: 0, message: { type: 'end', reason: 'ramp-complete', steps: 2 } },
    { type: 'ended', at: 9, status: 'finished', problem: null },
  ];
}

const lineOf = (event: unknown): string => `${JSON.stringify(event)}\n`;
const textOf = (id: string): string => eventsOf(id).map(lineOf).join('');

async function keep(name: string, text: string): Promise<string> {
  const file = path.join(folder, `${name}.run.jsonl`);
  await writeFile(file, text);
  return file;
}

/** Once every file has been read. */
async function listed(): Promise<string[]> {
  const catalog = new RunCatalog(store);
  await catalog.list();
  await catalog.settled();
  return (await catalog.list()).map(({ id }) => id);
}

describe('a file that was cut within its last line', () => {
  it('loses nothing of what is appended later', async () => {
    for (let cut = 1; cut < 40; cut += 1) {
      const id = `cut-${cut}`;
      const file = await keep(id, textOf(id));
      await truncate(file, textOf(id).length - cut);
      const writer = store.writer(id, (error) => {
        throw error;
      });
      writer.append({ type: 'renamed', name: 'baseline' });
      await writer.flush();
      expect((await store.load(id))?.name).toBe('baseline');
    }
  });

  it('is no damaged one, and a whole one stays as it is', async () => {
    const file = await keep('a', textOf('a').slice(0, -3));
    expect(await store.load('a')).not.toBeNull();
    expect(told).toEqual([]);
    await keep('b', textOf('b'));
    await store.writer('b', () => undefined).flush();
    expect(await readFile(path.join(folder, 'b.run.jsonl'), 'utf8')).toBe(textOf('b'));
    expect(await readFile(file, 'utf8')).toBe(textOf('a').slice(0, -3));
  });
});

describe('a damaged file costs itself only, and is named', () => {
  it.each([
    ['a line without a value', (text: string) => text.replace(/^\{"type":"planned".*$/m, 'null')],
    ['a flipped key', (text: string) => text.replace('"steps":[', '"stepz":[')],
    ['a flipped message', (text: string) => text.replace('"message":', '"mezzage":')],
    [
      'an experiment that there is not',
      (text: string) => text.replaceAll('"kind":"range-test","ramp"', '"kind":"x","ramp"'),
    ],
    ['a gap', (text: string) => text.replaceAll('"repeat":0', '"repeat":7')],
    ['billions of repeats', (text: string) => text.replaceAll('"repeat":0', '"repeat":4000000000')],
    [
      'steps that are none',
      (text: string) => text.replace(/"steps":\[.*\]/, '"steps":[null,{"toString":1}]'),
    ],
    ['lists within lists', (text: string) => `${text}${'['.repeat(50_000)}\n`],
    ['a status that there is not', (text: string) => text.replace('"finished"', '"asleep"')],
    ['a time beyond all times', (text: string) => text.replace('"at":9', '"at":1e300')],
    ['bytes that are no text', (text: string) => `${text.slice(0, 200)}\0\ufffd${text.slice(200)}`],
  ])('with %s', async (_, damage) => {
    await keep('bad', damage(textOf('bad')));
    await keep('good', textOf('good'));
    expect(await listed()).toContain('good');
    const runs = await Promise.all(['bad', 'good'].map((id) => store.load(id)));
    for (const run of runs.filter((one) => one !== null)) {
      expect(run.repeats.length).toBeLessThan(2);
      expect(() => [
        panelState(run, { possible: true, reason: '', upToDate: false }),
        toCsv(run),
      ]).not.toThrow();
    }
    // A gap has no line that could not be read.
    if (!/repeat":7/.test(damage(textOf('bad'))))
      expect(told.join()).toMatch(/^bad\.run\.jsonl: 1|^bad.*cannot/);
    expect(told.filter((line) => line.startsWith('good'))).toEqual([]);
  });

  it('as a folder, a link to itself, or far too large', async () => {
    await mkdir(path.join(folder, 'folder.run.jsonl'));
    await symlink('loop.run.jsonl', path.join(folder, 'loop.run.jsonl'));
    await keep('large', '');
    await truncate(path.join(folder, 'large.run.jsonl'), 300 * 1024 * 1024);
    await keep('good', textOf('good'));
    for (let times = 0; times < 2; times += 1) expect(await listed()).toEqual(['good']);
    expect(told).toHaveLength(3);
    expect(told.join('\n')).toMatch(/folder.*no file/);
    expect(told.join('\n')).toMatch(/loop.*ELOOP/);
    expect(told.join('\n')).toMatch(/large.*256 MB/);
    expect([...store.damaged.keys()].sort()).toEqual([
      'folder.run.jsonl',
      'large.run.jsonl',
      'loop.run.jsonl',
    ]);
  });

  it('though it asks for more trainings than there is memory for', () => {
    const asked = {
      type: 'training-asked',
      request: {
        bounds: { baseLR: 0.1, maxLR: 1 },
        policies: [],
        stepSize: null,
        seeds: 1e9,
        allowSave: false,
      },
    };
    expect(readRun(textOf('a') + lineOf(asked))?.training).toBeNull();
  });
});

describe('an id', () => {
  it('is the name of the file, whatever the file says', async () => {
    await keep('a', textOf('../../escaped'));
    const run = await store.load('a');
    expect(run?.id).toBe('a');
  });

  it.each(['../outside', '/etc/passwd', '..', '', 'a/b', '"><img src=x>', 'a\0b'])(
    'is no path: %j',
    async (id) => {
      await appendFile(path.join(folder, '..', 'outside.run.jsonl'), '');
      onTestFinished(() => rm(path.join(folder, '..', 'outside.run.jsonl'), { force: true }));
      expect(await store.load(id)).toBeNull();
      expect(() => store.writer(id, () => undefined)).toThrow('no name of a file');
      await expect(store.delete(id)).rejects.toThrow('no name of a file');
    },
  );
});
