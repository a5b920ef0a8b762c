import { expect, test } from 'vitest';
import { formatRate, rateText, roundRate } from '../../../src/tuning';

test.each([
  [0.001234, 0.0012, '0.0012'],
  [0.00012345, 0.00012, '0.00012'],
  [0.00001, 0.00001, '1e-5'],
  [0.0000456, 0.000046, '4.6e-5'],
  [0.1999, 0.2, '0.2'],
  [1.05, 1.1, '1.1'],
  [12.3, 12, '12'],
  [1234, 1200, '1200'],
  [0, 0, '0'],
])('%d', (lr, rounded, text) => {
  expect(roundRate(lr)).toBe(rounded);
  expect(formatRate(lr)).toBe(text);
});

test('what is written reads back as the same rate', () => {
  for (let power = -12; power < 4; power += 0.37) {
    expect(Number(formatRate(10 ** power))).toBe(roundRate(10 ** power));
  }
});

test.each([
  [0.0123456, '0.0123456'],
  [0.1 + 0.2, '0.3'],
  [0.00012, '0.00012'],
  [0.0000456, '4.56e-5'],
  [2e6, '2e6'],
])('a given rate stands as it is: %d', (lr, text) => {
  expect(rateText(lr)).toBe(text);
});

test('numbers that are not finite keep their names', () => {
  expect(formatRate(NaN)).toBe('NaN');
  expect(formatRate(Infinity)).toBe('Infinity');
});
