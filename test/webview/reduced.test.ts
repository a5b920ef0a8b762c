import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reduced } from '../../webview/side/reduced';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('keeps every value as it came while there is room', () => {
  const reduced = new Reduced(8);
  [3, 1, 4, 1, 5].forEach((value, step) => reduced.add(step, value));
  expect(reduced.width).toBe(1);
  expect(reduced.means()).toEqual([3, 1, 4, 1, 5]);
});

test('keeps the mean of any series, in bounded memory', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 500 }), (values) => {
      const reduced = new Reduced(16);
      values.forEach((value, step) => reduced.add(step, value));
      const means = reduced.means();
      expect(means.length).toBeLessThanOrEqual(16);
      const total = means.reduce((sum: number, mean, i) => {
        const count = Math.min(values.length, (i + 1) * reduced.width) - i * reduced.width;
        return sum + (mean ?? 0) * count;
      }, 0);
      const scale = values.reduce((sum, value) => sum + Math.abs(value), 1);
      expect(Math.abs(total - values.reduce((sum, value) => sum + value, 0)) / scale).toBeLessThan(1e-9);
    }),
  );
});

test('the outline goes through the least and the greatest value, in the order of their steps', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 500 }), (values) => {
      const reduced = new Reduced(16);
      values.forEach((value, step) => reduced.add(step, value));
      const outline = reduced.outline();
      expect(outline.length).toBeLessThanOrEqual(32);
      expect(Math.max(...outline.map(({ y }) => y))).toBe(Math.max(...values));
      expect(Math.min(...outline.map(({ y }) => y))).toBe(Math.min(...values));
      const steps = outline.map(({ x }) => x);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
    }),
  );
});

test('a coarser width is what doubling would have given', () => {
  const fine = new Reduced(64);
  const coarse = new Reduced(16);
  for (let step = 0; step < 50; step++) {
    fine.add(step, Math.sin(step));
    coarse.add(step, Math.sin(step));
  }
  expect(coarse.width).toBe(4);
  fine.means(4).forEach((mean, i) => expect(mean).toBeCloseTo(coarse.means()[i] ?? NaN, 12));
});

test('a gap stays a gap', () => {
  const reduced = new Reduced(8);
  reduced.add(0, 1);
  reduced.add(1, null);
  reduced.add(3, 2);
  expect(reduced.means()).toEqual([1, undefined, undefined, 2]);
});
