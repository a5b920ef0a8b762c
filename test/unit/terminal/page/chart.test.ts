import { describe, expect, it } from 'vitest';
import { type ChartInput, drawChart } from '../../../../src/terminal/page/chart';
import type { Surface } from '../../../../src/terminal/page/surface';
import { render } from '../../../../src/terminal/page/text';

const lr = Array.from({ length: 200 }, (_, i) => 1e-6 * 1e7 ** (i / 199));
/** Falls from 2.3 to 0.3 between 1e-3 and 1e-1, then blows up. */
const loss = lr.map((rate) => (rate > 0.3 ? 8 : 2.3 - 2 / (1 + (0.01 / rate) ** 2)));
const CURVE: ChartInput = { lr, loss, accuracy: null, baseLR: null, maxLR: null };

function draw(input: Partial<ChartInput>, surface: Partial<Surface> = {}): string[] {
  const usual: Surface = { columns: 80, line: 80, prose: 80, colour: false, unicode: false };
  const lines = drawChart({ ...CURVE, ...input }, { ...usual, ...surface });
  return render(lines, false).split('\n').slice(0, -1);
}

/** Where the plot begins. */
const start = (rows: readonly string[]): number =>
  (rows.find((row) => row.includes('|')) ?? '').indexOf('|') + 1;

describe('the chart in a terminal', () => {
  it.each([40, 80, 120, 160])('fills %i columns, and no more', (columns) => {
    for (const unicode of [true, false]) {
      const rows = draw({ accuracy: loss, baseLR: 0.01, maxLR: 0.1 }, { columns, unicode });
      expect(Math.max(...rows.map((row) => row.length))).toBe(columns);
    }
  });

  it('draws the loss falling from the top left, in figures, and marks both bounds in each row', () => {
    const rows = draw({ baseLR: 0.01, maxLR: 0.1 });
    const plot = rows.filter((row) => row.includes('|'));
    expect(plot).toHaveLength(12);
    expect(plot[0]).toMatch(/^3\.3 \|/);
    expect(plot.at(-1)).toMatch(/^0\.3 \|/);
    const depth = (column: number): number => plot.findIndex((row) => row[start(rows) + column] === '*');
    expect(depth(5)).toBeLessThan(depth(48));
    expect(rows[0]).toMatch(/base 0\.01 +max 0\.1$/);
    expect(plot.filter((row) => row.includes(':')).length).toBeGreaterThan(10);
  });

  it('gives accuracy and loss figures of their own, one above the other', () => {
    const accuracy = loss.map((value) => Math.max(0.1, 1 - value / 2.5));
    const rows = draw({ accuracy });
    expect(rows.filter((row) => /^ +(accuracy|loss)$/.test(row)).map((row) => row.trim())).toEqual([
      'accuracy',
      'loss',
    ]);
    expect(rows.filter((row) => row.includes('|'))).toHaveLength(14);
    expect(rows.find((row) => row.includes('|'))).toMatch(/^0\.88 \|/);
  });

  it('draws in Braille where the terminal takes it', () => {
    const rows = draw({}, { unicode: true });
    expect(rows.join('')).toMatch(/[\u2801-\u28ff]/);
    expect(rows.join('')).not.toContain('*');
  });

  it('names whole decades at the place where they lie', () => {
    const rows = draw({});
    const axis = rows.at(-2) ?? '';
    const columns = 80 - start(rows);
    expect(axis.indexOf('0.001') + 2 - start(rows)).toBe(Math.round((3 / 7) * (columns - 1)));
    expect(axis).toMatch(/ 10$/);
    expect(rows.at(-1)?.trim()).toBe('learning rate');
  });

  it('has an even axis where the rate rose evenly, from 0 too', () => {
    const even = Array.from({ length: 200 }, (_, i) => i / 199);
    const rows = draw({ lr: even, baseLR: 0.25, maxLR: 0.5 });
    const axis = rows.at(-2) ?? '';
    const columns = 80 - start(rows);
    expect(axis.indexOf('0.25') + 2 - start(rows)).toBe(Math.round((columns - 1) / 4));
    expect(axis.indexOf('0.75') + 2 - start(rows)).toBe(Math.round((3 * (columns - 1)) / 4));
  });

  it.each([
    ['a first rate of 0', [0, ...lr], [0.001, 10]],
    ['rates up to the largest double', [1e-6, 1, Number.MAX_VALUE], [1, 1e32, 1e288]],
    ['all positive doubles', [Number.MIN_VALUE, 1e-200, Number.MAX_VALUE], [1e-320, 1, 1e256]],
  ])('has an axis that ends, with labels apart, for %s', (_name, rates, named) => {
    const drawn = draw({ lr: rates, loss: rates.map(() => 1) });
    const labels = (drawn.at(-2) ?? '').trim().split(/ +/);
    expect(labels.length).toBeLessThanOrEqual(10);
    expect(labels.every((label) => label !== '0' && Number.isFinite(Number(label)))).toBe(true);
    for (const rate of named) expect(labels.map(Number)).toContain(rate);
  });

  it('marks validation data beside what it is of, at the rates where it was measured', () => {
    const validation = [1e-5, 1e-3, 0.1].map((rate, i) => ({
      lr: rate,
      value: i / 2,
      of: 'accuracy' as const,
    }));
    const rows = draw({ accuracy: lr.map(() => Number.NaN), validation });
    const columns = rows
      .filter((row) => row.includes('|') && row.includes('o'))
      .map((row) => row.lastIndexOf('o') - start(rows));
    const width = 80 - start(rows);
    expect(columns).toEqual([1, 3, 5].map((decade) => Math.round(((6 - decade) / 7) * (width - 1))));
    expect(rows[0]).toContain('accuracy   o validation');
  });

  it('draws nothing from nothing, and survives values that are not finite or far from all others', () => {
    expect(draw({ lr: [], loss: [] })).toEqual([]);
    const broken = loss.map((value, i) => (i % 3 ? value : Number.NaN));
    expect(draw({ loss: broken, accuracy: broken })).toHaveLength(19);
    expect(draw({ loss: loss.map((value) => value * 1e30) })[1]).toMatch(/^ *3\.3e30 \|/);
    expect(draw({ loss: lr.map(() => Number.NaN) })).toHaveLength(16);
  });
});
