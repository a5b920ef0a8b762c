import { describe, expect, test } from 'vitest';
import { checkRamp, type Ramp, rampRate } from '../../../../src/tuning';

const exponential: Ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: 8 };

describe('ramp', () => {
  test('exponential: the same factor each step', () => {
    const rates = Array.from({ length: 8 }, (_, i) => rampRate(exponential, i));
    rates.forEach((rate, i) => expect(rate).toBeCloseTo(10 ** (i - 6), 12));
    expect(rates[0]).toBe(1e-6);
    expect(rates[7]).toBe(10);
  });

  test('linear: the same difference each step', () => {
    const ramp: Ramp = { shape: 'linear', lo: 0, hi: 4, steps: 5 };
    expect([0, 1, 2, 3, 4].map((step) => rampRate(ramp, step))).toEqual([0, 1, 2, 3, 4]);
  });

  test('stays at its ends outside of its steps', () => {
    expect(rampRate(exponential, -1)).toBe(1e-6);
    expect(rampRate(exponential, 100)).toBe(10);
  });

  test.each<[Partial<Ramp>, string]>([
    [{ lo: 0 }, 'The lowest learning rate must be a number above zero, not 0.'],
    [{ lo: NaN }, 'The lowest learning rate must be a number above zero, not NaN.'],
    [{ lo: -1, shape: 'linear' }, 'The lowest learning rate must be a number zero or more, not -1.'],
    [{ hi: 1e-6 }, 'The highest learning rate must be a number above the lowest (0.000001), not 0.000001.'],
    [{ hi: Infinity }, 'not Infinity'],
    [{ steps: 1 }, 'The number of steps must be a whole number of at least 2, not 1.'],
    [{ steps: 2.5 }, 'not 2.5'],
  ])('%j cannot be', (part, message) => {
    expect(() => checkRamp({ ...exponential, ...part })).toThrow(message);
  });

  test('linear from zero can be', () => {
    expect(checkRamp({ shape: 'linear', lo: 0, hi: 1, steps: 10 }).lo).toBe(0);
  });
});
