import { describe, expect, it } from 'vitest';
import { scheduleMomentum, scheduleRate } from '../../../../src/tuning';
import type { Schedule } from '../../../../src/tuning';
import { ofType, run, warningCodes } from '../../harness';

const triangular: Schedule = { kind: 'triangular', baseLR: 0.001, maxLR: 0.02, stepSize: 5 };

describe('training with a schedule', () => {
  it('takes its natural length, at the rates of the schedule', async () => {
    const { outcome, steps, messages } = await run('fit-callback-object.js', {
      plan: { experiment: { kind: 'train', schedule: triangular } },
    });
    expect(outcome.problem).toBeNull();
    // The script stops its own training after the second batch.
    expect(outcome.end).toMatchObject({ reason: 'script-ended', steps: 2 });
    expect(steps.map((step) => step.lr)).toEqual([0, 1].map((step) => scheduleRate(triangular, step)));
    expect(ofType(messages, 'data')[0]).toMatchObject({ batchesPerEpoch: 3, batchSize: 32, epochs: 3 });
  });

  it('keeps validation, and reports each epoch', async () => {
    const { messages, steps } = await run('fit-validation.mjs', {
      plan: { experiment: { kind: 'train', schedule: triangular } },
    });
    const phases = ofType(messages, 'phase');
    const epochs = phases.filter((one) => one.phase === 'train').length;
    expect(steps).toHaveLength(8 * epochs);
    expect(phases.filter((one) => one.phase === 'evaluate')).toHaveLength(epochs);
    expect(phases[1]).toMatchObject({ phase: 'evaluate', epoch: 0, step: 8 });
    expect(phases[1]?.accuracy).toBeGreaterThanOrEqual(0);
    expect(phases[1]?.loss).toBeGreaterThan(0);
  });

  it('leaves the script its own rate where there is no schedule', async () => {
    const { steps } = await run('own-schedule.js', {
      plan: { experiment: { kind: 'train', schedule: null } },
    });
    expect(steps).toHaveLength(64);
    expect(steps.map((step) => step.lr)).toEqual(
      steps.map((step) => (step.i < 8 ? 0.01 : 0.01 / Math.floor(step.i / 8))),
    );
  });
});

describe('cycling momentum against the rate', () => {
  const schedule: Schedule = { ...triangular, momentum: { base: 0.5, max: 0.9 } };
  const plan = { experiment: { kind: 'train', schedule } } as const;

  it('is really used by Momentum, which caches it', async () => {
    const { output } = await run('each-optimizer.js', { plan, launch: { args: ['momentum', '0.1', '0.7'] } });
    const weights = (JSON.parse(output.trim()) as number[][]).map(([first]) => first ?? NaN);
    // By hand: v = momentum * v + gradient; w = w - rate * v.
    let velocity = 0;
    weights.slice(0, -1).forEach((weight, step) => {
      velocity = (scheduleMomentum(schedule, step) ?? NaN) * velocity + 2 * (weight - 2);
      expect(weights[step + 1]).toBeCloseTo(weight - scheduleRate(schedule, step) * velocity, 4);
    });
  });

  it('says that an optimizer has none', async () => {
    const result = await run('each-optimizer.js', { plan, launch: { args: ['sgd', '0.1'] } });
    expect(warningCodes(result)).toEqual(['momentum']);
  });
});
