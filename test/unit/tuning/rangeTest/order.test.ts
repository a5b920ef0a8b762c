/** Batches that come in an order, and seeds that say nothing together, leave no bounds. */
import { describe, expect, test } from 'vitest';
import { type Curve, findBounds, nextRamps, textOf, USUAL_LIMITS } from '../../../../src/tuning';
import { comesInOrder } from '../../../../src/tuning/rangeTest/losses/order';
import { randomNumbers } from '../../../../src/tuning/statistics';
import { cases, curveOf } from '../fixtures';
import { madeCurve } from '../made';

const CLASS_LEVELS = [0.3, -0.2, -0.1];
const EPOCH = 30;

/** Each class for ten steps, its loss on a level of its own, as `shuffle: false` on sorted data gives it. */
function sorted(seed: number): Curve {
  const { lr, loss } = madeCurve({ seed, noise: 0.1, learnsAt: 0.01, fallsFrom: 1 });
  const random = randomNumbers(seed);
  const levels = CLASS_LEVELS.map((level) => level + 0.05 * random());
  return { lr, loss: loss.map((value, i) => value + (levels[Math.floor((i % EPOCH) / 10)] ?? 0)) };
}

/** The same levels in a fixed but mixed order: no neighbours alike. */
function fixedOrder(seed: number): Curve {
  const { lr, loss } = madeCurve({ seed, noise: 0.1 });
  const random = randomNumbers(5);
  const levels = Array.from({ length: EPOCH }, () => CLASS_LEVELS[Math.floor(3 * random())] ?? 0);
  return { lr, loss: loss.map((value, i) => value + (levels[i % EPOCH] ?? 0)) };
}

const seeds = (ramp: (seed: number) => Curve) => [1, 2, 3].map((seed) => ramp(seed));

describe('data in the order of its classes', () => {
  test.each([[{}], [{ stepsPerEpoch: EPOCH }], [{ fromLog: true }]])(
    'leaves no bounds and says why: %j',
    (data) => {
      const { bounds, flags, verdict, advice } = findBounds([seeds(sorted)], data);
      expect(bounds).toEqual({ baseLR: null, maxLR: null, constantLR: null });
      expect(flags).toEqual(['in-order']);
      expect(textOf(verdict)).toContain('the batches come in an order');
      expect(advice[0]?.text).toMatch(/^Shuffle the training data/);
    },
  );

  test('runs no further ramps: a longer one shows the same', () => {
    expect(nextRamps([seeds(sorted)], USUAL_LIMITS).kind).toBe('done');
  });

  test('is looked for in a log of 300,000 steps within the time that a test has', () => {
    const { lr, loss } = madeCurve({ seed: 1, noise: 0.1, steps: 300_000 });
    expect(comesInOrder([{ lr, loss }])).toBe(false);
  });

  test.each([30, 60, 100, 200, 400])('is told from a course without noise: %d steps on all data', (steps) => {
    for (const stepsPerEpoch of [undefined, 6, 10]) {
      for (const learnsAt of [1e-5, 1e-4, 1e-3, 1e-2]) {
        const { lr, loss } = madeCurve({ steps, learnsAt, noise: 0 });
        expect(comesInOrder([{ lr, loss }], stepsPerEpoch)).toBe(false);
      }
    }
  });

  test('is told from a fixed order of mixed batches', () => {
    const { bounds, flags } = findBounds([seeds(fixedOrder)], { stepsPerEpoch: EPOCH });
    expect(flags).not.toContain('in-order');
    expect(bounds.maxLR).not.toBeNull();
  });

  test.each(cases.map(({ id, ramps }) => [id, ramps] as const))(
    'is not seen in shuffled data: %s',
    (_, ramps) => {
      for (const ramp of ramps) {
        for (const stepsPerEpoch of [undefined, 14, 27, 45, 63]) {
          expect(comesInOrder([curveOf(ramp)], stepsPerEpoch)).toBe(false);
        }
      }
    },
  );
});

test('seeds that turn three decades apart leave no bounds', () => {
  const ramps = [0.01, 0.1, 8].map((fallsFrom, seed) => madeCurve({ fallsFrom, seed, learnsAt: 1e-4 }));
  const { bounds, flags, verdict } = findBounds([ramps]);
  expect(flags[0]).toBe('seeds-disagree');
  expect(bounds.maxLR).toBeNull();
  expect(textOf(verdict)).toContain('the seeds disagree by far more than a rate can be wrong');
});
