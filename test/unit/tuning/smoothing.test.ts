import { describe, expect, test } from 'vitest';
import { causalSmooth, CausalSmoother } from '../../../src/tuning';
import { halfWidth, localLinear, medianOfThree } from '../../../src/tuning/smoothing';

const values = (length: number, of: (i: number) => number) => Float64Array.from({ length }, (_, i) => of(i));

describe('local-linear smoothing', () => {
  test('keeps a straight line, at the ends too', () => {
    const line = values(50, (i) => 3 - 0.2 * i);
    localLinear(line, 6).forEach((value, i) => expect(value).toBeCloseTo(line[i] ?? NaN, 10));
  });

  test('does not lag: a symmetric peak stays where it is', () => {
    const peak = values(101, (i) => -Math.abs(i - 50));
    const smoothed = localLinear(peak, 8);
    expect(smoothed.indexOf(Math.max(...smoothed))).toBe(50);
  });

  test('weighs as tricube', () => {
    const spike = values(21, (i) => (i === 10 ? 1 : 0));
    const weight = (t: number) => (1 - (t / 5) ** 3) ** 3;
    const total = weight(0) + 2 * (weight(1) + weight(2) + weight(3) + weight(4));
    const smoothed = localLinear(spike, 4);
    expect(smoothed[10]).toBeCloseTo(1 / total, 12);
    expect(smoothed[12]).toBeCloseTo(weight(2) / total, 12);
    expect(smoothed[15]).toBe(0);
  });

  test('of series shorter than the window', () => {
    expect([
      ...localLinear(
        values(1, () => 7),
        4,
      ),
    ]).toEqual([7]);
    expect([
      ...localLinear(
        values(0, () => 7),
        4,
      ),
    ]).toEqual([]);
  });

  test('half width is 4 % of the ramp, at least 4 steps', () => {
    expect([10, 100, 200, 800].map(halfWidth)).toEqual([4, 4, 8, 32]);
  });
});

test('median of three removes a single outlier and keeps the ends', () => {
  expect([...medianOfThree(Float64Array.from([9, 1, 2, 100, 3, 4, 0]))]).toEqual([9, 2, 2, 3, 4, 3, 0]);
});

describe('causal smoother', () => {
  test('starts at the first value instead of zero', () => {
    expect(new CausalSmoother(200).next(2.3)).toBeCloseTo(2.3, 12);
  });

  test('settles on a constant and passes over what is not finite', () => {
    const smoothed = causalSmooth([1, 1, NaN, 1, Infinity, 1], 200);
    smoothed.forEach((value) => expect(value).toBeCloseTo(1, 12));
  });

  test('has nothing to show before the first finite value', () => {
    const [before, first] = causalSmooth([NaN, 5], 200);
    expect(before).toBeNaN();
    expect(first).toBeCloseTo(5, 12);
  });

  test('lags behind, which is why answers do not use it', () => {
    const line = Array.from({ length: 100 }, (_, i) => i);
    expect(causalSmooth(line, 200).at(-1)).toBeLessThan(97);
  });
});
