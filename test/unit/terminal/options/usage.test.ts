import { describe, expect, it } from 'vitest';
import { count, positive, UsageError } from '../../../../src/terminal/options/usage';

describe('what an option takes', () => {
  it.each(['', '0', '-1', 'many', 'NaN', 'Infinity', '10', '1e8', '1.5', '1'])(
    'is not %j, where a whole number from 2 to 9 is meant',
    (text) => {
      expect(() => count('seeds', text, 2, 9)).toThrow(UsageError);
    },
  );

  it('is a number as people write it', () => {
    expect(positive('from', '1e-4', 9)).toBe(1e-4);
    expect(count('seeds', ' 3 ', 1, 9)).toBe(3);
  });

  it('is said where it is something else', () => {
    expect(() => count('seeds', '1.5', 1, 9)).toThrow('--seeds takes a whole number from 1 on, not "1.5".');
    expect(() => positive('from', 'low', 9)).toThrow('--from takes a number above 0, not "low".');
  });
});
