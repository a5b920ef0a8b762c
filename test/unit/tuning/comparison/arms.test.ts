import { describe, expect, it } from 'vitest';
import { planArms, POLICY_KINDS, scheduleMomentum, scheduleRate } from '../../../../src/tuning';

const bounds = { baseLR: 0.001, maxLR: 0.004 };
const length = { totalSteps: 2400, stepsPerEpoch: 100 };

describe('the arms of a comparison', () => {
  it('are the own rate, fixed rates within the bounds, and the policies', () => {
    const arms = planArms({ bounds, policies: ['triangular', 'one-cycle'], stepSize: null }, length, true);
    expect(arms.map((arm) => arm.name)).toEqual([
      'own rate',
      'fixed 0.001',
      'fixed 0.002',
      'fixed 0.004',
      'triangular',
      'one-cycle',
    ]);
    expect(arms[0]?.schedule).toBeNull();
  });

  it('are the policies alone for a training', () => {
    const arms = planArms({ bounds, policies: ['exp-range'], stepSize: null }, length, false);
    expect(arms.map((arm) => arm.name)).toEqual(['exp-range']);
  });

  it('keep every policy within the bounds, except where one-cycle runs out below them', () => {
    for (const kind of POLICY_KINDS) {
      const [arm] = planArms({ bounds, policies: [kind], stepSize: null }, length, false);
      const schedule = arm?.schedule;
      if (!schedule) throw new Error('no schedule');
      const rates = Array.from({ length: length.totalSteps }, (_, i) => scheduleRate(schedule, i));
      expect(Math.max(...rates), kind).toBeLessThanOrEqual(bounds.maxLR * (1 + 1e-12));
      expect(Math.max(...rates), kind).toBeGreaterThan(bounds.maxLR * 0.7);
      if (kind !== 'one-cycle')
        expect(Math.min(...rates), kind).toBeGreaterThanOrEqual(bounds.baseLR * (1 - 1e-12));
      else expect(rates[0]).toBeCloseTo(bounds.baseLR, 12);
    }
  });

  it('cycle in whole cycles of the run, by iterations or by epochs', () => {
    const stepSizeOf = (stepSize: Parameters<typeof planArms>[0]['stepSize']): number => {
      const [arm] = planArms({ bounds, policies: ['triangular'], stepSize }, length, false);
      if (arm?.schedule?.kind !== 'triangular') throw new Error('not triangular');
      return arm.schedule.stepSize;
    };
    expect(stepSizeOf(null)).toBe(400);
    expect(stepSizeOf({ iterations: 123 })).toBe(123);
    expect(stepSizeOf({ epochs: 2.5 })).toBe(250);
  });

  it('cycle momentum against the rate only if asked', () => {
    const scheduleOf = (cycleMomentum: boolean) => {
      const wanted = {
        bounds,
        policies: ['triangular', 'one-cycle'] as const,
        stepSize: null,
        cycleMomentum,
      };
      return planArms(wanted, length, false).map(({ schedule }) => schedule);
    };
    for (const schedule of scheduleOf(false))
      expect(schedule && scheduleMomentum(schedule, 0)).toBeUndefined();
    for (const schedule of scheduleOf(true)) {
      if (!schedule) throw new Error('no schedule');
      expect(scheduleMomentum(schedule, 0)).toBeCloseTo(0.95, 3);
      const top = Array.from({ length: length.totalSteps }, (_, i) => scheduleMomentum(schedule, i) ?? NaN);
      expect(Math.min(...top)).toBeCloseTo(0.85, 3);
    }
  });

  it('make three cycles where nobody knows an epoch, and refuse a step size in epochs there', () => {
    const unknown = { totalSteps: 600, stepsPerEpoch: null };
    const [arm] = planArms({ bounds, policies: ['triangular'], stepSize: null }, unknown, false);
    expect(arm?.schedule).toMatchObject({ stepSize: 100 });
    expect(() =>
      planArms({ bounds, policies: ['triangular'], stepSize: { epochs: 2 } }, unknown, false),
    ).toThrow(/does not say how long an epoch is/);
  });
});
