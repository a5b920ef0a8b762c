import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageLoading, runComparison, runRangeTest, runTraining, Session } from '../../../src/experiments';
import type { ScriptRun } from '../../../src/experiments';
import type { RunKind } from '../../../src/runs';

const NEVER = new Promise<void>(() => undefined);
const HOUR = 3_600_000;

let folder: string;
let launch: ScriptRun;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-page-'));
  const script = path.join(folder, 'train.js');
  await writeFile(script, '');
  launch = {
    script: { script, args: [], cwd: null, env: {}, runtimePath: process.execPath, runtimeArgs: [] },
    // Without a trainer each child ends at once; when it is started is all that matters here.
    distFolder: folder,
    engine: 'automatic',
    threads: 1,
    training: null,
  };
});
afterAll(() => rm(folder, { recursive: true }));

function newSession(kind: RunKind): Session {
  const session = new Session(null);
  const range = { lo: 1e-5, hi: 1 };
  const { script } = launch.script;
  session.record({ type: 'created', id: 'test', kind, name: 'train.js', script, startedAt: 0, range });
  if (kind !== 'range-test') {
    const bounds = { baseLR: 0.01, maxLR: 0.1 };
    const request = { bounds, policies: ['triangular' as const], stepSize: null, seeds: 1, allowSave: false };
    session.record({ type: 'training-asked', request });
  }
  return session;
}

function start(kind: RunKind, session: Session, page: PageLoading): Promise<void> {
  const request = { ...launch, page };
  switch (kind) {
    case 'training':
      return runTraining(request, session, { totalSteps: 100, stepsPerEpoch: 10 });
    case 'comparison':
      return runComparison(request, session);
    case 'range-test':
    case 'imported':
      return runRangeTest(
        { ...request, range: { lo: 1e-5, hi: 1 }, steps: 60, maxSteps: 60, seeds: 3 },
        session,
      );
  }
}

describe.each(['range-test', 'training', 'comparison'] as const)('a %s whose page still loads', (kind) => {
  it('starts the script once the page is ready', async () => {
    const session = newSession(kind);
    const order: string[] = [];
    const ready = new Promise<void>((resolve) => {
      session.watch(({ type }) => {
        if (type === 'repeat') order.push('child');
        // What does not wait starts its first child in the same turn.
        if (type === 'launched') setImmediate(() => resolve(void order.push('page')));
      });
    });
    await start(kind, session, new PageLoading(ready, { wait: HOUR, load: HOUR }));
    expect(order.slice(0, 2)).toEqual(['page', 'child']);
  });

  it.each([
    ['and waits no longer than its limit', { wait: 0, load: HOUR }],
    ['and takes every core once the page is not expected any more', { wait: HOUR, load: 0 }],
  ])('runs to its end without the page, %s', async (_, limits) => {
    const session = newSession(kind);
    await start(kind, session, new PageLoading(NEVER, limits));
    expect(session.run.repeats).not.toEqual([]);
    expect(session.isRunning).toBe(false);
  });

  it('can be cancelled', async () => {
    const session = newSession(kind);
    session.watch(({ type }) => void (type === 'launched' && setImmediate(() => session.cancel())));
    await start(kind, session, new PageLoading(NEVER, { wait: HOUR, load: HOUR }));
    expect(session.run.status).toBe('cancelled');
    expect(session.run.repeats).toEqual([]);
  });
});

describe('while a page loads', () => {
  it('a core stays free for it, but one child may always run', () => {
    const { width } = new PageLoading(NEVER);
    expect(width).toBe(Math.max(1, os.availableParallelism() - 1));
  });

  it('and no longer', async () => {
    const page = new PageLoading(Promise.resolve());
    await page.over;
    expect(page.width).toBe(Infinity);
  });
});
