import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseStepSize, proposeStepSize } from '../../../../src/tuning';

describe('step size', () => {
  test('is about four epochs in whole cycles', () => {
    // 80 epochs of 500 steps: ten cycles of eight epochs each.
    expect(proposeStepSize({ stepsPerEpoch: 500, totalSteps: 40_000 })).toMatchObject({
      stepSize: 2000,
      cycles: 10,
      epochs: 4,
      policy: 'triangular',
    });
  });

  test('follows another wish', () => {
    expect(proposeStepSize({ stepsPerEpoch: 100, totalSteps: 4000, epochs: 10 })).toMatchObject({
      stepSize: 1000,
      cycles: 2,
    });
  });

  test('gives one cycle where two would be shorter than two epochs a half', () => {
    expect(proposeStepSize({ stepsPerEpoch: 100, totalSteps: 700, epochs: 2 })).toMatchObject({
      cycles: 1,
      stepSize: 350,
      policy: 'triangular',
    });
  });

  test('proposes 1cycle below four epochs, and says so', () => {
    const { policy, advice } = proposeStepSize({ stepsPerEpoch: 100, totalSteps: 399 });
    expect(policy).toBe('one-cycle');
    expect(advice).toContain('too short for a cycle');
  });

  test.each([
    [400, 1, 2, 'one cycle fits the run; at least 3 are better, so train longer if you can'],
    [800, 2, 2, 'two cycles fit the run; at least 3 are better, so train longer if you can'],
    [1200, 3, 2, '3 whole cycles'],
    [1600, 3, 2.67, '3 whole cycles'],
    [2400, 3, 4, '3 whole cycles'],
    [4000, 5, 4, '5 whole cycles'],
  ])(
    'of %d iterations is one that is recommended, as far as they allow it',
    (totalSteps, cycles, epochs, advice) => {
      const proposal = proposeStepSize({ stepsPerEpoch: 100, totalSteps });
      expect(proposal).toMatchObject({ cycles, epochs });
      expect(proposal.advice).toContain(advice);
    },
  );

  test('warns of half cycles beyond ten epochs', () => {
    const { advice } = proposeStepSize({ stepsPerEpoch: 10, totalSteps: 400, epochs: 20 });
    expect(advice).toContain('more than 10 gains little');
  });

  test.each([
    [50, 'Half a cycle takes 0.5 epochs; 2 to 10 are advised.'],
    [2000, 'Half a cycle takes 20 epochs; more than 10 gains little'],
    [600, 'the run holds 3.3 cycles; it should end with a whole one, as with 667 iterations.'],
    [400, 'Half a cycle takes 4 epochs, 5 whole cycles in the run'],
    [1000, 'two cycles fit the run; 3 are better, as with 667 iterations.'],
  ])('%d iterations set by hand', (stepSize, advice) => {
    expect(adviseStepSize({ stepSize, stepsPerEpoch: 100, totalSteps: 4000 })).toContain(advice);
  });

  test('whole cycles cover the run and exceed it by less than one step a half cycle', () => {
    const size = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 1_000_000 }), (stepsPerEpoch, totalSteps) => {
        const { stepSize, cycles } = proposeStepSize({ stepsPerEpoch, totalSteps });
        const covered = 2 * stepSize * cycles;
        expect(covered).toBeGreaterThanOrEqual(totalSteps);
        expect(covered - totalSteps).toBeLessThan(2 * cycles);
      }),
    );
  });

  test.each([
    { stepsPerEpoch: 0, totalSteps: 10 },
    { stepsPerEpoch: 10, totalSteps: NaN },
    { stepsPerEpoch: 10, totalSteps: Infinity },
    { stepsPerEpoch: 10, totalSteps: 10, epochs: -1 },
  ])('%j cannot be', (run) => {
    expect(() => proposeStepSize(run)).toThrow('must be numbers above 0');
  });
});
