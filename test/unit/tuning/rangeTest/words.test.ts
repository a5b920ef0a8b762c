/** What the answer says: never against itself, and always what would help. */
import { describe, expect, test } from 'vitest';
import {
  type Curve,
  findBounds,
  formatRate,
  nextRamps,
  textOf,
  USUAL_LIMITS,
  worthConfirming,
} from '../../../../src/tuning';
import { afterProbes } from '../../../../src/tuning';
import { randomNumbers } from '../../../../src/tuning/statistics';
import { type Course, flatCurve, madeCurve } from '../made';

const seeds = (course: Course, count = 3) =>
  Array.from({ length: count }, (_, seed) => madeCurve({ ...course, seed: seed + 1 }));
/** A loss without a lowest value, as that of a critic that nothing holds back. */
const critic = (hi: number, power: number): Curve => {
  const { lr } = madeCurve({ hi });
  const random = randomNumbers(3);
  return { lr, loss: lr.map((rate) => -0.4 - 0.05 * random() - (rate * 20) ** power) };
};

describe('the verdict', () => {
  test('names the edge that the bounds follow from, also where accuracy turns near it', () => {
    const { verdict, edgeLR, accuracyEdgeLR } = findBounds([seeds({})]);
    expect(accuracyEdgeLR).not.toBeNull();
    expect(textOf(verdict)).toContain(`and the loss turns up after ${formatRate(edgeLR ?? NaN)}.`);
    expect(textOf(verdict)).not.toMatch(/falls after/);
  });

  test('says where the script is too short for a longer ramp, and advises what can be done', () => {
    const { verdict } = findBounds([seeds({})], { scriptSteps: 320 });
    expect(textOf(verdict)).toContain('does not fit into the script, which ends after 320 iterations');
    expect(textOf(verdict)).not.toContain('only one length was run');
    const moved = [seeds({ fallsFrom: 0.3 }), seeds({ steps: 400, fallsFrom: 0.05 })];
    const [advice] = findBounds(moved, { scriptSteps: 500 }).advice;
    expect(advice?.action).toBe('check-data');
    expect(advice?.text).toContain('it ends after 500 iterations, and no ramp is longer');
  });

  test('of a short ramp that shows nothing blames the ramp, not the model', () => {
    const short = findBounds([[flatCurve(20)]]);
    expect(short.flags).toEqual(['too-short']);
    expect(textOf(short.verdict)).toBe(
      'No bounds: ramps of 20 iterations are too short to see the loss fall; 200 are usual.',
    );
    expect(findBounds([[flatCurve(200)]]).flags).toEqual(['never-learned']);
  });

  test('of a short ramp whose loss stopped being a number blames neither model nor range', () => {
    const { lr, loss } = madeCurve({ steps: 16 });
    const { verdict, advice } = findBounds([[{ lr, loss: [...loss.slice(0, 15), NaN] }]]);
    expect(textOf(verdict)).toBe(
      'No bounds: the loss was a number for 15 iterations only, too few to see it fall; ramps of 200 are usual.',
    );
    expect(advice.map(({ action }) => action)).toEqual(['run-longer']);
  });

  test('of a loss that falls at any rate, as that of a generator, does not say that nothing was learned', () => {
    const { lr } = madeCurve({ steps: 16 });
    const { flags, verdict } = findBounds([[{ lr, loss: lr.map((_, i) => 0.7026 - 0.0005 * i) }]]);
    expect(flags).toEqual(['extend-down']);
    expect(textOf(verdict)).toMatch(/^No bounds: the loss fell from the first step at 1e-6 on/);
  });

  test('of a range that begins high and shows nothing does not call for higher rates', () => {
    const high = flatCurve(200);
    const curve = { ...high, lr: madeCurve({ lo: 0.3 }).lr };
    const { flags, verdict, advice } = findBounds([[curve]]);
    expect(flags).toEqual(['extend-down']);
    expect(textOf(verdict)).toMatch(/starts too high/);
    expect(advice.map(({ action }) => action)).toEqual(['extend-down']);
  });
});

describe('a range that begins amid the rates that train', () => {
  test('is extended downwards, since its answer comes out too high', () => {
    const amid = seeds({ lo: 3e-3, learnsAt: 2e-3, fallsFrom: 0.05 });
    expect(findBounds([amid]).flags).toContain('extend-down');
    expect(nextRamps([amid], { ...limits, ramp: { ...limits.ramp, lo: 3e-3 } })).toMatchObject({
      why: 'extend-down',
      ramp: { lo: 3e-5 },
    });
  });

  const limits = {
    ramp: { shape: 'exponential', lo: 1e-6, hi: 10, steps: 200 },
    seeds: 3,
    maxSteps: 800,
    extensions: 1,
  } as const;
});

describe('a loss without a lowest value', () => {
  test.each([
    ['falls to the end of the range', critic(10, 1.5)],
    [
      'falls until it is no number any more',
      { ...critic(10, 6), loss: [...critic(10, 6).loss.slice(0, 190), -Infinity] },
    ],
  ])('that %s has no bounds, and is not ramped again', (_, curve) => {
    const answer = findBounds([[curve]]);
    expect(answer.flags).toContain('unbounded');
    expect(answer.bounds.maxLR).toBeNull();
    expect(textOf(answer.verdict)).toContain('the loss falls far below zero without an end');
    const limits = { ramp: { shape: 'exponential', lo: 1e-6, hi: 10, steps: 200 } as const, seeds: 1 };
    expect(nextRamps([[curve]], { ...USUAL_LIMITS, ...limits }).kind).toBe('done');
  });

  test('is not one that ends a little below zero, as a likelihood does', () => {
    const { lr, loss } = madeCurve();
    const likelihood = findBounds([[{ lr, loss: loss.map((value) => value - 2.2) }]]);
    expect(likelihood.flags).not.toContain('unbounded');
    expect(likelihood.bounds.maxLR).not.toBeNull();
  });
});

describe('an answer after short trainings', () => {
  const doubtful = findBounds([seeds({ fallsFrom: 0.3 }), seeds({ steps: 400, fallsFrom: 0.05 })]);

  test('is only what the curve suggests, neither called too short nor doubted for its length any more', () => {
    expect(doubtful.advice.map(({ action }) => action)).toContain('run-longer');
    const after = afterProbes(doubtful);
    expect(after.advice).toEqual([]);
    expect(textOf(after.verdict)).toMatch(/The curve alone suggests a cycle between \S+ and \S+\.$/);
  });

  test('of a curve that gave none says no more of its range', () => {
    const none = findBounds([seeds({ fallsFrom: 1000 })]);
    expect(none.advice.map(({ action }) => action)).toContain('extend-up');
    const after = afterProbes(none);
    expect(textOf(after.verdict)).toBe('The curve alone gives no bounds.');
    expect(after.advice).toEqual([]);
  });
});

describe('short trainings', () => {
  test('are worth their time where only one length was run', () => {
    expect(worthConfirming(findBounds([seeds({})]))).not.toBeNull();
    expect(worthConfirming(findBounds([seeds({}), seeds({ steps: 400 })]))).toBeNull();
  });
});
