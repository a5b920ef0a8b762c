/** Short trainings of real scripts: the rate is held, pairs are alike, and what breaks down is ended at once. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runConfirmation, Session } from '../../../src/experiments';
import { confirmationIn, isProbe, type Run, warningsOf } from '../../../src/runs';
import { type Confirmation, LONG_PROBE_STEPS, PROBE_SEEDS, PROBE_STEPS } from '../../../src/tuning';
import { scripts } from '../harness';
import { trainingLaunch } from './harness';

async function confirm(script: string, lr: number, watch?: (session: Session) => void): Promise<Run> {
  const session = new Session(null);
  const header = {
    id: 'test',
    kind: 'range-test',
    name: script,
    script: path.resolve(scripts, script),
  } as const;
  session.record({ type: 'created', ...header, startedAt: Date.now(), range: { lo: 1e-6, hi: 10 } });
  session.record({ type: 'ended', at: Date.now(), status: 'finished', problem: null });
  watch?.(session);
  await runConfirmation(trainingLaunch(script), { lr, from: 'own-rate', mayClimb: true }, session);
  return session.run;
}

function found(run: Run): Confirmation {
  const confirmation = confirmationIn(run);
  if (confirmation === null) throw new Error('Nothing was confirmed.');
  return confirmation;
}

describe('a confirmation', () => {
  it('holds each rate against the schedule of the script, at the same two seeds, then longer, to a winner', async () => {
    const run = await confirm('own-schedule.js', 0.01);
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(run.confirming).toMatchObject({ status: 'finished', problem: null });
    const { short, long, next, bestLR } = found(run);
    expect(next).toBeNull();
    expect(short.rates.length).toBeGreaterThan(2);
    expect(long?.rates.length).toBeGreaterThan(1);
    expect(bestLR).toBe(long?.bestLR);
    for (const { experiment, lr, step } of run.repeats) {
      if (experiment.kind !== 'range-test') throw new Error('It is no probe.');
      expect(new Set(lr)).toEqual(new Set([experiment.ramp.lo]));
      expect(step.length).toBeLessThanOrEqual(LONG_PROBE_STEPS);
    }
    for (const { results } of short.rates) expect(results).toHaveLength(PROBE_SEEDS.length);
    for (const { results } of long?.rates ?? []) expect(results).toHaveLength(1);
    const firstLosses = run.repeats.filter(({ seed }) => seed === PROBE_SEEDS[0]).map(({ loss }) => loss[0]);
    expect(new Set(firstLosses).size).toBe(1);
  });

  it('ends what has broken down, and never takes its rate', async () => {
    const run = await confirm('minimize-loop.js', 1e6);
    const first = run.repeats[0];
    expect(first && isProbe(first)).toBe(true);
    expect(first?.end?.reason).toBe('diverged');
    expect(first?.step.length).toBeLessThan(100);
    expect(found(run).short.rates.at(-1)?.results[0]?.outcome).toBe('broken');
    expect(confirmationIn(run)?.bestLR ?? 0).toBeLessThan(1e6);
  });

  it('counts a rate at which the script throws as broken, says so, and goes on at the others', async () => {
    const run = await confirm('throws-at-rate.js', 0.1);
    expect(run.confirming).toMatchObject({ status: 'finished', problem: null });
    const { short, bestLR } = found(run);
    expect(short.rates.at(-1)?.results.map(({ outcome }) => outcome)).toEqual(['broken', 'broken']);
    expect(bestLR).toBeCloseTo(0.1, 10);
    expect(warningsOf(run)).toContainEqual(
      expect.stringMatching(
        /^The script failed: Error: That step is too large\. \(throws-at-rate\.js:\d+\)\. That was at 0\.25, and counts/,
      ),
    );
  });

  it('fails with the error of a script that throws at whatever rate', async () => {
    const run = await confirm('throws-at-rate.js', 1e9);
    expect(run.confirming?.status).toBe('failed');
    expect(run.confirming?.problem?.title).toContain('That step is too large.');
  });

  it('fails with the error of a script that throws in long trainings at whatever rate, and keeps the short ones', async () => {
    const run = await confirm('throws-late.js', 0.0001);
    expect(run.confirming).toMatchObject({ status: 'failed' });
    expect(run.confirming?.problem?.title).toContain('The disk is full.');
    const { short, long, bestLR } = found(run);
    expect(long).toBeNull();
    expect(bestLR).toBe(short.bestLR);
    expect(run.repeats.filter(({ lr }) => lr.length > PROBE_STEPS)).toHaveLength(2);
  });

  it('refuses a script that is too short in words, and leaves the range test as it was', async () => {
    const run = await confirm('ten-batches.js', 0.01);
    expect(run).toMatchObject({ status: 'finished', problem: null });
    expect(run.confirming?.problem?.title).toMatch(/^The script makes only \d+ iterations/);
  });

  it('can be cancelled, and the range test stands', async () => {
    const run = await confirm('own-schedule.js', 0.01, (session) => {
      session.watch((event) => {
        if (event.type === 'steps') session.cancel();
      });
    });
    expect(run.status).toBe('finished');
    expect(run.confirming).toMatchObject({ status: 'cancelled', problem: null });
  });

  it('cancelled in its long trainings keeps what the short ones found', async () => {
    const run = await confirm('own-schedule.js', 0.0001, (session) => {
      session.watch((event) => {
        if (event.type === 'probing' && event.steps > PROBE_STEPS) session.cancel();
      });
    });
    expect(run.confirming).toMatchObject({ status: 'cancelled', problem: null });
    const { short, long, bestLR } = found(run);
    expect(long).toBeNull();
    expect(bestLR).toBe(short.bestLR);
    expect(run.chosen).toMatchObject({
      by: 'confirmed',
      maxLR: expect.closeTo(1.5 * (bestLR ?? NaN), 10) as number,
    });
  });
});
