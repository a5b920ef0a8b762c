/** Run files as crashes, full disks and foreign hands leave them: a damaged one costs itself at most. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findReport, newRunId, readRun, type RunEvent, RunStore, toCsv, toJson } from '../../src/runs';
import { mutate } from './mutations';
import { randomFrom, ROUNDS, SEED } from './soak';

const ramp = { shape: 'exponential' as const, lo: 1e-4, hi: 1, steps: 20 };
const fail = (error: Error): void => {
  throw error;
};
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-faults-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function events(id: string): RunEvent[] {
  const lr = Array.from({ length: ramp.steps }, (_, step) => ramp.lo * (ramp.hi / ramp.lo) ** (step / 19));
  return [
    {
      type: 'created',
      id,
      kind: 'range-test',
      name: 'train.js',
      script: '/w/train.js',
      startedAt: 5,
      range: ramp,
    },
    { type: 'launched', runtime: { name: 'Node.js', path: '/usr/bin/node', version: '20.20.2' } },
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } },
    {
      type: 'steps',
      repeat: 0,
      steps: lr.map((rate, i) => ({ type: 'step', i, lr: rate, loss: 2 - i / 20 })),
    },
    { type: 'trainer', repeat: 0, message: { type: 'end', reason: 'ramp-complete', steps: ramp.steps } },
    { type: 'ended', status: 'done', problem: null },
  ] as RunEvent[];
}

async function stored(id: string): Promise<string> {
  const store = new RunStore(folder);
  const writer = store.writer(id, fail);
  for (const event of events(id)) writer.append(event);
  await writer.flush();
  return await readFile(path.join(folder, `${id}.run.jsonl`), 'utf8');
}

/** Everything that a list, a panel or an export asks of a run. */
function use(text: string): void {
  const run = readRun(text);
  if (run === null) return;
  findReport(run);
  toCsv(run);
  toJson(run);
}

it('a file cut at any byte is a run up to there, or none', async () => {
  const text = await stored(newRunId(5));
  const bytes = Buffer.from(text);
  for (let end = 0; end <= bytes.length; end++) use(bytes.subarray(0, end).toString('utf8'));
});

it('what is appended behind a cut is not lost', async () => {
  const id = newRunId(5);
  const bytes = Buffer.from(await stored(id));
  const random = randomFrom(SEED);
  for (let round = 0; round < 20 * ROUNDS; round++) {
    const end = Math.floor(bytes.length * (0.3 + 0.7 * random()));
    await writeFile(path.join(folder, `${id}.run.jsonl`), bytes.subarray(0, end));
    const writer = new RunStore(folder).writer(id, fail);
    writer.append({ type: 'renamed', name: 'after the crash' } as RunEvent);
    await writer.flush();
    expect((await new RunStore(folder).load(id))?.name, `cut at ${end}`).toBe('after the crash');
  }
});

it('a mutated file harms no other run of its folder', async () => {
  const random = randomFrom(SEED + 1);
  const sound = newRunId(1);
  await stored(sound);
  const damaged = newRunId(2);
  const lines = (await stored(damaged)).split('\n');
  for (let round = 0; round < 300 * ROUNDS; round++) {
    const at = Math.floor(random() * lines.length);
    const text = lines.map((line, index) => (index === at ? mutate(line, random) : line)).join('\n');
    await writeFile(path.join(folder, `${damaged}.run.jsonl`), text);
    const store = new RunStore(folder);
    const runs = await Promise.all([...(await store.stamps()).keys()].map((id) => store.load(id)));
    expect(
      runs.map((run) => run?.id),
      text.slice(0, 300),
    ).toContain(sound);
    use(text);
  }
});
