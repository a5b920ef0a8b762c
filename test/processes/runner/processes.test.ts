import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRangeTest, Session } from '../../../src/experiments';
import type { Asked } from '../../../src/protocol/plan';
import type { Run } from '../../../src/runs';
import { dist, launchOf, makeProject, ofType, run, scripts, SMALL_TRAINING } from '../harness';

/** Ends where the same ramps are asked for again, so that a range test without an end fails instead. */
async function findIn(script: string): Promise<Run> {
  const session = new Session(null);
  const steps = 60;
  let planned = 0;
  session.watch((event) => {
    if (event.type === 'planned' && ++planned > 1) session.cancel();
  });
  const range = { lo: 1e-4, hi: 1 };
  const { run: made } = session;
  Object.assign(made, { range });
  const how = { distFolder: dist, engine: 'embedded', threads: 1, training: null } as const;
  const request = { script: launchOf(path.resolve(scripts, script)), ...how, range };
  await runRangeTest({ ...request, shape: 'linear', steps, maxSteps: steps, seeds: 1 }, session);
  return made;
}

const training: Partial<Asked> = { engine: 'embedded', experiment: { kind: 'train', schedule: null } };

const SEVERAL = ['in-worker.js', 'in-workers.js', 'in-child.js', 'in-slow-parent.js', 'after-helper.js'];

describe('a script of several processes or threads', () => {
  it.each(SEVERAL)('gets its range test: %s', async (script) => {
    const { status, problem, repeats } = await findIn(script);
    expect({ status, problem }).toEqual({ status: 'finished', problem: null });
    expect(repeats).toHaveLength(1);
    expect(repeats[0]?.end).toMatchObject({ reason: 'ramp-complete', steps: 60 });
    expect(repeats[0]?.step).toHaveLength(60);
  });

  it.each(SEVERAL)('trains to its end, which comes once: %s', async (script) => {
    const { outcome, messages, steps } = await run(script, { plan: training });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 24 } });
    expect(ofType(messages, 'end')).toEqual([outcome.end]);
    expect(messages.at(-1)).toEqual(outcome.end);
    expect(steps.map(({ i }) => i)).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it('is not ramped again and again where no ramp becomes whole', async () => {
    // Sixty updates are reported, and no end of a ramp.
    const folder = await makeProject({
      'train.js': `
        const say = (message) => require('node:fs').writeSync(3, JSON.stringify({ v: 1, ...message }) + '\\n');
        for (let i = 0; i < 60; i++) say({ type: 'step', i, lr: 0.1, loss: 1 });
      `,
    });
    const { status, problem, repeats } = await findIn(path.join(folder, 'train.js'));
    expect(status).toBe('failed');
    expect(problem).toMatchObject({ code: 'no-curve', title: 'No ramp of 60 iterations became whole.' });
    expect(problem?.detail).toContain('"script-ended" after 60 iterations');
    expect(repeats).toHaveLength(1);
  });

  it.concurrent.each([
    ['fails before it trains', "throw new Error('no data');", 'The script failed: Error: no data'],
    [
      'is killed while it trains',
      SMALL_TRAINING.replace(
        'for (',
        "for (let k = 0; k < 9; k += 1) optimizer.minimize(() => w.square().sum());\nprocess.kill(process.pid, 'SIGKILL');\nfor (",
      ),
      'The process that trained was gone, and the script waited for it.',
    ],
  ])('does not wait for ever for a process that %s', async (_, child, title) => {
    const folder = await makeProject({
      'train.js': `
        const { fork } = require('node:child_process');
        fork(require.resolve('./child.js')).on('message', () => process.exit(0));
        setInterval(() => {}, 1000);
      `,
      'child.js': child,
    });
    const { outcome } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toMatchObject({ code: 'script-threw', title });
  });

  it('is not trained because a helper came to its end', async () => {
    const folder = await makeProject({
      'train.js': `
        const { fork } = require('node:child_process');
        fork(require.resolve('./helper.js')).on('exit', () => process.kill(process.pid, 'SIGKILL'));
      `,
      'helper.js': '',
    });
    const { outcome } = await run(path.join(folder, 'train.js'), { plan: training });
    expect(outcome.end).toBeNull();
    expect(outcome.problem).toMatchObject({
      title: expect.stringContaining('ended abruptly') as string,
      detail: expect.stringContaining('Run it on its own') as string,
    });
  });
});
