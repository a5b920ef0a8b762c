import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonOf, epochEnds, toCsv, trainingNotices, validationOf } from '../../../src/runs';
import type { Run } from '../../../src/runs';
import { scheduleRate } from '../../../src/tuning';
import { makeProject, SMALL_TRAINING } from '../harness';
import { repeatOf, train } from './harness';

function expectScheduled(run: Run, arm: string): void {
  const schedule = run.training?.arms.find((one) => one.name === arm)?.schedule;
  if (!schedule) throw new Error(`no schedule for ${arm}`);
  const { lr } = repeatOf(run, arm);
  expect(lr).toEqual(lr.map((_, i) => scheduleRate(schedule, i)));
}

describe('training with a policy', () => {
  it.each(['triangular', 'triangular2', 'exp-range', 'one-cycle', 'cosine-restarts'] as const)(
    'gives every update the rate of %s, to the end of the script',
    async (policy) => {
      const run = await train('own-schedule.js', { policies: [policy] });
      expect(run).toMatchObject({ status: 'finished', problem: null });
      expectScheduled(run, policy);
      expect(repeatOf(run, policy).step).toHaveLength(run.training?.length?.totalSteps ?? NaN);
    },
  );

  it("keeps the script's own validation, and marks where epochs ended", async () => {
    const run = await train('fit-validation.mjs');
    const repeat = repeatOf(run, 'triangular');
    expect(run.training?.length).toEqual({ totalSteps: 40, stepsPerEpoch: 8 });
    expect(epochEnds(repeat)[0]).toBe(8);
    expect(validationOf(repeat)[0]).toMatchObject({ step: 8, loss: expect.any(Number) as number });
    expect(comparisonOf(run)?.metric).toBe('validation accuracy');
  });

  it('runs a loop of its own once to learn its length', async () => {
    const run = await train('minimize-loop.js', { policies: ['one-cycle'] });
    expect(run.training?.length).toEqual({ totalSteps: 300, stepsPerEpoch: null });
    expect(run.repeats).toHaveLength(1);
    expectScheduled(run, 'one-cycle');
    expect(comparisonOf(run)?.metric).toBe('loss');
  });

  it('says so where the script stops before the schedule does', async () => {
    const run = await train('fit-callback-object.js');
    const planned = run.training?.length?.totalSteps;
    expect(repeatOf(run, 'triangular').step).toHaveLength(2);
    expect(trainingNotices(run)).toContain(
      `triangular trained 2 iterations; its schedule was made for ${planned}.`,
    );
  });

  it('lets the script save its model only if the user says so', async () => {
    for (const allowSave of [false, true]) {
      const folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-save-'));
      const run = await train('save-model.js', { allowSave }, { env: { MODEL_FOLDER: folder } });
      expect(run.problem).toBeNull();
      expect(existsSync(path.join(folder, 'model/model.json'))).toBe(allowSave);
    }
  });

  it('cycles momentum where there is some, and says where there is none', async () => {
    const script = (optimizer: string): string => SMALL_TRAINING.replace('tf.train.sgd(0.01)', optimizer);
    const folder = await makeProject({
      'momentum.js': script('tf.train.momentum(0.01, 0.5)'),
      'sgd.js': script('tf.train.sgd(0.01)'),
    });
    const lossesOf = async (name: string, cycleMomentum: boolean) => {
      const run = await train(path.join(folder, name), { cycleMomentum });
      expect(run.problem).toBeNull();
      return { run, loss: repeatOf(run, 'triangular').loss };
    };
    const still = await lossesOf('momentum.js', false);
    const cycled = await lossesOf('momentum.js', true);
    expect(cycled.loss.slice(0, 2)).toEqual(still.loss.slice(0, 2));
    // From 0.95 instead of the script's 0.5 the weights gain more speed.
    expect(cycled.loss[10]).toBeLessThan(still.loss[10] ?? NaN);
    expect(trainingNotices(cycled.run).join()).not.toContain('momentum');
    const without = await lossesOf('sgd.js', true);
    expect(trainingNotices(without.run).join()).toContain("which the script's optimizer does not have");
  });

  it('knows how much time the updates took', async () => {
    const run = await train('minimize-loop.js');
    const { clock } = repeatOf(run, 'triangular');
    expect(clock[0]?.step).toBe(0);
    expect(clock.at(-1)?.step).toBe(300);
    expect(clock.every(({ at }, i) => i === 0 || at >= (clock[i - 1]?.at ?? NaN))).toBe(true);
  });

  it('refuses a step size in epochs where the script has none', async () => {
    const run = await train('minimize-loop.js', { stepSize: { epochs: 2 } });
    expect(run.status).toBe('failed');
    expect(run.problem).toMatchObject({ code: 'schedule-impossible' });
    expect(run.problem?.detail).toContain('step size in iterations');
  });

  it('exports a row an update, validation beside the update that it followed', async () => {
    const run = await train('fit-validation.mjs');
    const rows = toCsv(run).trimEnd().split('\n');
    expect(rows).toHaveLength(1 + repeatOf(run, 'triangular').step.length);
    const [measured] = validationOf(repeatOf(run, 'triangular'));
    expect(rows[8]).toMatch(/^triangular,0,7,/);
    expect(rows[8]?.split(',')[6]).toBe(String(measured?.loss));
    expect(rows[7]?.split(',')[6]).toBe('');
  });
});
