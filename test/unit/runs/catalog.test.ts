/** The list of runs beside their files: it says the same, and reads them only where it must. */
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Run, RunCatalog, type RunEvent, RunStore, summaryOf } from '../../../src/runs';
import { curveNamed } from './curves';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-catalog-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** Counts the files that are read whole. */
class CountingStore extends RunStore {
  reads = 0;

  override load(id: string): Promise<Run | null> {
    this.reads += 1;
    return super.load(id);
  }
}

async function keepRun(id: string, startedAt: number, more: RunEvent[] = []): Promise<void> {
  const { lo, hi, lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', 200);
  const ramp = { shape: 'exponential' as const, lo, hi, steps: 200 };
  const steps = lr.map((rate, i) => ({ i, lr: rate, loss: loss[i] ?? Number.NaN, accuracy: acc[i] ?? 0 }));
  const script = '/w/train.js';
  const events: RunEvent[] = [
    { type: 'created', id, kind: 'range-test', name: 'train.js', script, startedAt, range: { lo, hi } },
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } },
    { type: 'steps', repeat: 0, steps },
    { type: 'trainer', repeat: 0, message: { type: 'end', reason: 'ramp-complete', steps: lr.length } },
    { type: 'ended', at: startedAt + 9, status: 'finished', problem: null },
    ...more,
  ];
  await append(id, events);
}

async function append(id: string, events: readonly RunEvent[]): Promise<void> {
  const writer = new RunStore(folder).writer(id, (error) => {
    throw error;
  });
  for (const event of events) writer.append(event);
  await writer.flush();
}

/** As a window that was just opened sees it, once nothing is left to read. */
async function newWindow(): Promise<{ store: CountingStore; catalog: RunCatalog }> {
  const store = new CountingStore(folder);
  const catalog = new RunCatalog(store);
  await catalog.list();
  await catalog.settled();
  return { store, catalog };
}

const index = (): string => path.join(folder, 'index.json');

describe('the list of runs', () => {
  it('reads each run once, though several ask for it as the editor starts', async () => {
    for (let k = 0; k < 3; k += 1) await keepRun(`r${k}`, k);
    const store = new CountingStore(folder);
    const catalog = new RunCatalog(store);
    await Promise.all([catalog.list(), catalog.list(), catalog.list()]);
    await catalog.settled();
    expect((await catalog.list()).map(({ isRead }) => isRead)).toEqual([true, true, true]);
    await catalog.settled();
    expect(store.reads).toBe(3);
  });

  it('reads each run once, and in the next window none', async () => {
    for (let k = 0; k < 12; k += 1) await keepRun(`r${k}`, k);
    const first = await newWindow();
    expect(first.store.reads).toBe(12);
    const listed = await first.catalog.list();
    expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, k) => `r${11 - k}`));
    const run = await first.store.load('r3');
    expect(listed.find(({ id }) => id === 'r3')).toEqual(run && summaryOf(run));

    const second = await newWindow();
    expect(second.store.reads).toBe(0);
    expect(await second.catalog.list()).toEqual(listed);
  });

  it('is there at once, by the first line of each file, and then says more', async () => {
    await keepRun('a', 1);
    let told = 0;
    const store = new CountingStore(folder);
    const catalog = new RunCatalog(store, () => (told += 1));
    expect(await catalog.list()).toMatchObject([{ id: 'a', script: '/w/train.js', isRead: false }]);
    expect(store.reads).toBe(0);
    await catalog.settled();
    expect(told).toBe(1);
    expect((await catalog.list())[0]).toMatchObject({ isRead: true, status: 'finished' });
    expect((await catalog.list())[0]?.bounds?.maxLR).toBeGreaterThan(0.1);
  });

  it('reads again what has changed since, and nothing else', async () => {
    for (const id of ['a', 'b', 'c']) await keepRun(id, 1);
    await newWindow();
    await append('b', [{ type: 'renamed', name: 'baseline' }]);
    const { store, catalog } = await newWindow();
    expect(store.reads).toBe(1);
    expect((await catalog.list()).find(({ id }) => id === 'b')?.name).toBe('baseline');
  });

  it('does not read a run that goes on in another window over and over', async () => {
    await keepRun('a', 1);
    const { store, catalog } = await newWindow();
    for (let k = 0; k < 5; k += 1) {
      await append('a', [{ type: 'pinned', pinned: k % 2 === 0 }]);
      await catalog.list();
      await catalog.settled();
    }
    expect(store.reads).toBe(1);
  });

  it.each([
    ['missing', () => rm(index())],
    ['no JSON', () => writeFile(index(), '{"version":1,"runs":{')],
    [
      'another version',
      async () => writeFile(index(), (await readFile(index(), 'utf8')).replace('1', '999')),
    ],
    ['of another form', () => writeFile(index(), '{"version":1,"runs":{"a":{"stamp":7},"b":null}}')],
    ['a list', () => writeFile(index(), '[]')],
  ])('is made anew where the file is %s', async (_, harm) => {
    await keepRun('a', 1);
    await keepRun('b', 2);
    const before = await (await newWindow()).catalog.list();
    await harm();
    const { store, catalog } = await newWindow();
    expect(store.reads).toBe(2);
    expect(await catalog.list()).toEqual(before);
    expect((await newWindow()).store.reads).toBe(0);
  });

  it('believes the file of the run, not what was noted of it', async () => {
    await keepRun('a', 1);
    await newWindow();
    await writeFile(index(), (await readFile(index(), 'utf8')).replace('"train.js"', '"forged"'));
    await utimes(path.join(folder, 'a.run.jsonl'), 5, 5);
    const { catalog } = await newWindow();
    expect((await catalog.list())[0]?.name).toBe('train.js');
  });

  it('names a damaged file in each window, though none reads it again', async () => {
    await keepRun('a', 1);
    await appendFile(path.join(folder, 'a.run.jsonl'), 'no event\n{"type":"pinned","pinned":true}\n');
    await newWindow();
    const { store } = await newWindow();
    expect(store.reads).toBe(0);
    expect([...store.damaged]).toEqual([['a.run.jsonl', '1 of its lines cannot be read']]);
  });

  it('shows a run that is at hand as it is, not as its file lags behind', async () => {
    await keepRun('a', 1);
    const live = await new RunStore(folder).load('a');
    if (!live) throw new Error('no run');
    live.name = 'as it is now';
    const store = new CountingStore(folder);
    expect((await new RunCatalog(store).list(() => live))[0]?.name).toBe('as it is now');
    expect(store.reads).toBe(0);
  });

  it('is empty where nothing was run', async () => {
    folder = path.join(folder, 'none');
    expect(await (await newWindow()).catalog.list()).toEqual([]);
  });
});
