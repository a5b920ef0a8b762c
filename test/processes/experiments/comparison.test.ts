import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runComparison, Session } from '../../../src/experiments';
import { comparisonOf, RunStore, trainedOf, trainingMarkdown, trainingReport } from '../../../src/runs';
import type { Run } from '../../../src/runs';
import { OWN_ARM } from '../../../src/tuning';
import { compare, newSession, repeatOf, trainingLaunch } from './harness';

const ARMS = ['own rate', 'fixed 0.01', 'fixed 0.02', 'fixed 0.04', 'triangular'];

function trained(run: Run): string[] {
  return trainedOf(run).map(({ arm, seed }) => `${arm} ${seed}`);
}

const everything = ARMS.flatMap((arm) => [`${arm} 0`, `${arm} 1`]);

describe('a comparison', () => {
  it('trains every arm at every seed, from the same start at the same seed', async () => {
    const run = await compare('fit-dataset.js', { seeds: 2 });
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(trained(run).sort()).toEqual([...everything].sort());
    for (const arm of ARMS) {
      expect(repeatOf(run, arm, 0).loss[0]).toBe(repeatOf(run, OWN_ARM.name, 0).loss[0]);
      expect(repeatOf(run, arm, 1).loss[0]).toBe(repeatOf(run, OWN_ARM.name, 1).loss[0]);
    }
    expect(repeatOf(run, OWN_ARM.name, 0).loss[0]).not.toBe(repeatOf(run, OWN_ARM.name, 1).loss[0]);
    expect(new Set(repeatOf(run, 'fixed 0.02').lr)).toEqual(new Set([0.02]));
  });

  it("leaves the script's own schedule to the own arm, and says that the others override it", async () => {
    const run = await compare('own-schedule.js');
    const own = repeatOf(run, OWN_ARM.name);
    expect(own.lr[0]).toBe(0.01);
    expect(own.lr.at(-1)).toBeCloseTo(0.01 / 7, 9);
    expect(own.warnings.map(({ code }) => code)).not.toContain('schedule-overridden');
    expect(repeatOf(run, 'triangular').warnings.map(({ code }) => code)).toContain('schedule-overridden');
  });

  it('reports what the terminal and the tools promise', async () => {
    const run = await compare('fit-validation.mjs');
    const report = JSON.parse(trainingReport(run)) as Record<string, unknown> & {
      arms: Record<string, unknown>[];
    };
    expect(report['target']).toBe(comparisonOf(run)?.target);
    expect(report.arms.map(({ name, policy }) => [name, policy])).toEqual([
      ['own rate', 'own'],
      ['fixed 0.01', 'fixed'],
      ['fixed 0.02', 'fixed'],
      ['fixed 0.04', 'fixed'],
      ['triangular', 'triangular'],
    ]);
    expect(report.arms[0]).toMatchObject({ bestAccuracy: report['target'], ownRate: 0.003, reached: 1 });
    expect(report.arms[0]?.['iterationsToTarget']).toBeGreaterThan(0);
    expect(report['sentence']).toContain('one seed each cannot tell');
    const markdown = trainingMarkdown(run);
    expect(markdown).toContain('| own rate | 0.003 |');
    expect(markdown.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(2 + ARMS.length);
  });

  it('goes on after a reload with what is missing, and keeps what was whole', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-resume-'));
    const store = new RunStore(folder);
    const refuse = (error: Error): never => {
      throw error;
    };
    const session = newSession('comparison', 'fit-dataset.js', { seeds: 2 }, store.writer('test', refuse));
    session.watch((event) => {
      if (event.type === 'steps' && trained(session.run).length >= 3) session.cancel();
    });
    await runComparison(trainingLaunch('fit-dataset.js'), session);
    await session.flush();
    expect(session.run.status).toBe('cancelled');

    const read = await store.load('test');
    if (!read) throw new Error('no run');
    const before = trained(read);
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(before.length).toBeLessThan(everything.length);
    const kept = trainedOf(read);

    const resumed = new Session(store.writer('test', refuse), read);
    resumed.record({ type: 'resumed', at: Date.now() });
    await runComparison(trainingLaunch('fit-dataset.js'), resumed);
    await resumed.flush();
    expect(resumed.run.status).toBe('finished');
    expect(resumed.run.repeats.slice(0, kept.length)).toEqual(kept);
    expect(trained(resumed.run).sort()).toEqual([...everything].sort());

    const again = await new RunStore(folder).load('test');
    expect(again?.repeats).toEqual(resumed.run.repeats);
    expect(again && comparisonOf(again)?.sentence).toBe(comparisonOf(resumed.run)?.sentence);
    await rm(folder, { recursive: true });
  });

  it('leaves out a rate at which the script fails, says so, and goes on with the others', async () => {
    const run = await compare('gives-up.js', { bounds: { baseLR: 0.01, maxLR: 100 } });
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(trained(run)).toContain('own rate 0');
    expect(trained(run)).toContain('fixed 0.01 0');
    expect(trained(run)).not.toContain('fixed 100 0');
    expect(trainingMarkdown(run)).toMatch(/\| fixed 100 \|.*\| failed \|/);
    expect(JSON.parse(trainingReport(run))).toMatchObject({
      failed: expect.arrayContaining(['fixed 100']) as unknown,
      notices: expect.arrayContaining([
        expect.stringMatching(
          /^fixed 100 failed at seed 0 and is left out there: .*The loss exploded in epoch 1/,
        ),
      ]) as unknown,
    });
  });

  it('fails where the script fails at every other rate', async () => {
    const run = await compare('gives-up.js', { bounds: { baseLR: 50, maxLR: 100 } });
    expect(run).toMatchObject({ status: 'failed', problem: { code: 'script-threw' } });
    expect(trained(run)).toEqual(['own rate 0']);
  });

  it('says in words when the script fails', async () => {
    const run = await compare('exports-only.js');
    expect(run.status).toBe('failed');
    expect(run.problem?.code).toBe('never-trained');
  });
});
