import { describe, expect, it } from 'vitest';
import { drawTable } from '../../../../src/terminal/page/table';
import { render, wrap } from '../../../../src/terminal/page/text';

const ROWS = [
  ['training', 'learning rate', 'best accuracy', 'iterations to target'],
  ['own rate', '0.01', '0.95 (0.94–0.96)', '200'],
  ['triangular', '0.01 to 0.04, half a cycle 40 iterations', '0.97', '120 (110–130), 2 of 3 seeds'],
];

function draw(columns: number): string[] {
  return render(drawTable(ROWS, columns), false).split('\n').slice(0, -1);
}

describe('a table in a terminal', () => {
  it('keeps each row on a line where there is room', () => {
    expect(draw(120)).toHaveLength(3);
    expect(draw(120)[2]).toMatch(/^triangular {2}0\.01 to 0\.04, half a cycle 40 iterations {2}0\.97 +120/);
  });

  it.each([70, 60])('folds its cells at %i columns', (columns) => {
    const lines = draw(columns);
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/^training +learning rate/);
  });

  it('becomes a list where a word would have to be broken', () => {
    const lines = draw(40);
    expect(lines.slice(0, 5)).toEqual([
      'own rate',
      '  learning rate: 0.01',
      '  best accuracy: 0.95 (0.94–0.96)',
      '  iterations to target: 200',
      '',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});

describe('prose in a terminal', () => {
  it('breaks between words, and leaves a path whole', () => {
    expect(wrap('There is no file /a/very/long/path/train.py in it.', 20)).toEqual([
      'There is no file',
      '/a/very/long/path/train.py',
      'in it.',
    ]);
  });

  it('is told without what a terminal obeys, but for its own colours', () => {
    const line = [{ text: 'red\u001b[31m', style: 'loss' as const }, ' \u001b[2Jrest'];
    expect(render([line], true)).toBe('\u001b[33mred\u001b[0m rest\n');
    expect(render([line], false)).toBe('red rest\n');
  });
});
