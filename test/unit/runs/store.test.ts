import { appendFile, mkdtemp, readdir, rm, truncate, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answerOf,
  applyEvent,
  emptyRun,
  findReport,
  lengthsOf,
  newRunId,
  rampValidation,
  RunCatalog,
  RunStore,
  stepsDone,
  toCsv,
  toJson,
} from '../../../src/runs';
import type { RunEvent } from '../../../src/runs';
import { curveNamed } from './curves';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-runs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refuse = (error: Error): void => {
  throw error;
};

/** A whole run of one recorded ramp, as its events. */
async function recordedRun(id: string, steps: number): Promise<RunEvent[]> {
  const { lo, hi, lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', steps);
  const ramp = { shape: 'exponential' as const, lo, hi, steps };
  return [
    {
      type: 'created',
      id,
      kind: 'range-test',
      name: 'train.js',
      script: '/w/train.js',
      startedAt: 5,
      range: { lo, hi },
    },
    { type: 'launched', runtime: { name: 'Node.js', path: '/usr/bin/node', version: '20.20.2' } },
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } },
    {
      type: 'steps',
      repeat: 0,
      steps: lr.map((rate, i) => ({ i, lr: rate, loss: loss[i] ?? Number.NaN, accuracy: acc[i] ?? 0 })),
    },
    { type: 'trainer', repeat: 0, message: { type: 'end', reason: 'ramp-complete', steps: lr.length } },
    { type: 'ended', at: 9, status: 'finished', problem: null },
  ];
}

describe('a run on disk', () => {
  it('reads back as what was recorded, not finite numbers too', async () => {
    const store = new RunStore(folder);
    const writer = store.writer('a', refuse);
    for (const event of await recordedRun('a', 200)) writer.append(event);
    await writer.flush();
    const run = await store.load('a');
    expect(run?.status).toBe('finished');
    expect(run && lengthsOf(run)).toEqual([200]);
    expect(run && stepsDone(run)).toBe(run?.repeats[0]?.loss.length);
    expect(run && answerOf(run)?.bounds.maxLR).toBeGreaterThan(0.1);
  });

  it('keeps NaN and infinity', async () => {
    const store = new RunStore(folder);
    const [created, launched, planned, repeat] = await recordedRun('n', 100);
    const writer = store.writer('n', refuse);
    for (const event of [created, launched, planned, repeat]) if (event) writer.append(event);
    const steps = [
      { i: 0, lr: 1, loss: Number.NaN },
      { i: 1, lr: 2, loss: Number.POSITIVE_INFINITY },
    ];
    writer.append({ type: 'steps', repeat: 0, steps });
    await writer.flush();
    expect((await store.load('n'))?.repeats[0]?.loss).toEqual([Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it('is what was measured so far where the window went away in the middle of a line', async () => {
    const store = new RunStore(folder);
    const writer = store.writer('c', refuse);
    for (const event of (await recordedRun('c', 100)).slice(0, 5)) writer.append(event);
    await writer.flush();
    const file = path.join(folder, 'c.run.jsonl');
    await appendFile(file, '{"type":"steps","repeat":0,"steps":[{"i":100,"lr"');
    const run = await store.load('c');
    expect(run?.status).toBe('cancelled');
    expect(run?.repeats[0]?.step).toHaveLength(100);
    await truncate(file, (await stat(file)).size - 10);
    expect((await store.load('c'))?.repeats[0]?.step).toHaveLength(100);
  });

  it('takes later changes of an ended run, and is listed newest first', async () => {
    const store = new RunStore(folder);
    for (const id of ['old', 'new']) {
      const writer = store.writer(id, refuse);
      for (const event of await recordedRun(id, 100)) {
        writer.append(event.type === 'created' ? { ...event, startedAt: id === 'new' ? 2 : 1 } : event);
      }
      await writer.flush();
    }
    expect((await new RunCatalog(store).list()).map((run) => run.id)).toEqual(['new', 'old']);
    const writer = store.writer('old', refuse);
    writer.append({ type: 'renamed', name: 'baseline' });
    writer.append({ type: 'chosen', chosen: { baseLR: 0.1, maxLR: 0.4, by: 'hand' } });
    await writer.flush();
    const run = await store.load('old');
    expect(run?.name).toBe('baseline');
    expect(run?.chosen?.maxLR).toBe(0.4);
  });

  it('is gone once deleted; a file that holds no run is passed over', async () => {
    const store = new RunStore(folder);
    const writer = store.writer('d', refuse);
    for (const event of await recordedRun('d', 100)) writer.append(event);
    await writer.flush();
    await writeFile(path.join(folder, 'junk.run.jsonl'), 'no run\n');
    const catalog = new RunCatalog(store);
    expect(await catalog.list()).toHaveLength(1);
    await catalog.settled();
    await store.delete('d');
    expect(await catalog.list()).toHaveLength(0);
    expect(await readdir(folder)).toEqual(['index.json', 'junk.run.jsonl']);
  });

  it('says once that the disk refuses and lets the run go on', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const errors: Error[] = [];
    const writer = new RunStore(path.join(folder, 'file')).writer('e', (error) => errors.push(error));
    for (const event of await recordedRun('e', 100)) writer.append(event);
    await writer.flush();
    expect(errors).toHaveLength(1);
  });

  it('gets ids that differ within a millisecond', () => {
    expect(newRunId(1)).not.toBe(newRunId(1));
  });
});

describe('a validation series', () => {
  it('is kept in the file and in exports, apart from what the script evaluates itself', async () => {
    const events = await recordedRun('v', 100);
    const phase = { type: 'phase', phase: 'evaluate', loss: 1.5, accuracy: 0.25 } as const;
    events.splice(
      -2,
      0,
      { type: 'trainer', repeat: 0, message: { ...phase, step: 4 } },
      { type: 'trainer', repeat: 0, message: { ...phase, step: 8, loss: NaN } },
      { type: 'trainer', repeat: 0, message: { ...phase, step: 8, epoch: 0, accuracy: 0.75 } },
    );
    const store = new RunStore(folder);
    const writer = store.writer('v', refuse);
    for (const event of events) writer.append(event);
    await writer.flush();
    const run = await store.load('v');
    if (!run?.repeats[0]) throw new Error('no run');
    const { lr } = run.repeats[0];
    expect(rampValidation(run.repeats[0])).toEqual([
      { step: 4, lr: lr[4], loss: 1.5, accuracy: 0.25 },
      { step: 8, lr: lr[8], loss: NaN, accuracy: 0.25 },
    ]);
    const rows = toCsv(run).split('\n');
    expect(rows[0]).toBe('ramp_steps,seed,step,lr,loss,accuracy,validation_loss,validation_accuracy');
    expect(rows[1 + 4]).toMatch(/,1\.5,0\.25$/);
    expect(rows[1 + 5]).toMatch(/,,$/);
    expect((JSON.parse(findReport(run)) as { validation: unknown }).validation).toMatchObject([
      { steps: 100, seed: 0, points: [{ step: 4 }, { step: 8, loss: 'NaN' }] },
    ]);
    const plain = emptyRun();
    for (const event of await recordedRun('v', 100)) applyEvent(plain, event);
    expect(answerOf(run)).toEqual(answerOf(plain));
  });
});

describe('an export', () => {
  it('has every update in CSV and the whole run in JSON', async () => {
    const store = new RunStore(folder);
    const writer = store.writer('x', refuse);
    for (const event of await recordedRun('x', 100)) writer.append(event);
    await writer.flush();
    const run = await store.load('x');
    if (!run) throw new Error('no run');
    const rows = toCsv(run).trimEnd().split('\n');
    expect(rows[0]).toBe('ramp_steps,seed,step,lr,loss,accuracy');
    expect(rows).toHaveLength(1 + stepsDone(run));
    expect((JSON.parse(toJson(run)) as { id: string }).id).toBe('x');
  });
});
