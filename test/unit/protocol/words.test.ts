import { expect, test } from 'vitest';
import { iterations } from '../../../src/protocol/words';

test.each([
  [0, '0 iterations'],
  [1, '1 iteration'],
  [200, '200 iterations'],
])('%s in a sentence', (count, words) => {
  expect(iterations(count)).toBe(words);
});
