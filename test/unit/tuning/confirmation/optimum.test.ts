import { describe, expect, test } from 'vitest';
import { optimumAround } from '../../../../src/tuning/confirmation/optimum';
import type { ProbeResult } from '../../../../src/tuning/confirmation/probe';
import type { Probed } from '../../../../src/tuning/confirmation/walk';
import { randomNumbers } from '../../../../src/tuning';

const START = 2;
const ended = (...losses: number[]): ProbeResult[] =>
  losses.map((endLoss) => ({
    outcome: Number.isFinite(endLoss) ? 'learned' : 'broken',
    endLoss,
    startLoss: START,
  }));
const around = (below: number, best: number, above: number): Probed =>
  new Map([
    [-1, ended(below)],
    [0, ended(best)],
    [1, ended(above)],
  ]);

describe('where the loss would end lowest', () => {
  test('is the best rate where its neighbours end alike, or the whole is a line or a point', () => {
    expect(optimumAround(around(0.6, 0.5, 0.6), 0)).toBe(0);
    expect(optimumAround(around(0.5, 0.5, 0.5), 0)).toBe(0);
    expect(optimumAround(new Map([[3, ended(0.5)]]), 3)).toBe(3);
    expect(optimumAround(around(0.6, 0.5, 0.6), 1)).toBe(1);
  });

  test('is the lowest point of a parabola', () => {
    const parabola = (place: number) => 0.3 + 0.2 * (place - 4.3) ** 2;
    const probed = new Map([3, 4, 5].map((place) => [place, ended(parabola(place), parabola(place))]));
    expect(optimumAround(probed, 4)).toBeCloseTo(4.3, 10);
  });

  test('keeps off a cliff, the farther the less the rate below loses', () => {
    const near = optimumAround(around(0.55, 0.5, Infinity), 0);
    const far = optimumAround(around(1.5, 0.5, Infinity), 0);
    expect(near).toBeLessThan(far);
    expect(near).toBeCloseTo(-0.4677, 3);
    expect(far).toBeCloseTo(-0.1, 10);
  });

  test('goes by the mean of the seeds, and takes one that broke down for one that never began', () => {
    const probed = new Map([
      [-1, ended(0.6, 0.8)],
      [0, ended(0.5, 0.7)],
      [1, ended(0.6, Infinity)],
    ]);
    // 0.7, 0.6 and (0.6 + 2) / 2.
    expect(optimumAround(probed, 0)).toBeCloseTo((0.7 - 1.3) / (2 * (0.7 - 1.2 + 1.3)), 10);
  });

  test('is never farther than half a step, and the same whatever the loss is counted in', () => {
    const random = randomNumbers(7);
    for (let i = 0; i < 500; i++) {
      const best = random();
      const [below, above] = [best + random(), random() < 0.2 ? Infinity : best + random()];
      const optimum = optimumAround(around(below, best, above), 0);
      expect(Math.abs(optimum)).toBeLessThanOrEqual(0.5);
      expect(Math.sign(optimum)).not.toBe(below < Math.min(above, START) ? 1 : -1);
      const tenfold = new Map(
        [...around(below, best, above)].map(([place, [one]]) => [
          place,
          [{ ...(one as ProbeResult), endLoss: 10 * (one?.endLoss ?? NaN), startLoss: 10 * START }],
        ]),
      );
      expect(optimumAround(tenfold, 0)).toBeCloseTo(optimum, 10);
    }
  });
});
