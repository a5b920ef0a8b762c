import { describe, expect, it } from 'vitest';
import { whatFailed } from '../../../src/experiments/ending';
import type { Problem } from '../../../src/protocol/problems';

const problem: Problem = { code: 'script-threw', title: 'It failed', detail: '', actions: [] };

describe('what failed, within a sentence', () => {
  it.each([
    ['a script', { file: '/a/train.py', line: 7 }, 'It failed (train.py:7).'],
    [
      'a cell of a notebook',
      { file: '/a/b.ipynb', cell: 5, line: 9 },
      'It failed (b.ipynb, cell 5, line 9).',
    ],
    ['a file of which no line is known', { file: '/a/train.py' }, 'It failed (train.py).'],
    ['no place', {}, 'It failed'],
  ])('%s', (_, place, words) => {
    expect(whatFailed({ ...problem, ...place })).toBe(words);
  });
});
