import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../src/terminal/chart';

const lr = Array.from({ length: 200 }, (_, i) => 1e-6 * 1e7 ** (i / 199));
/** Falls from 2.3 to 0.3 between 1e-3 and 1e-1, then blows up. */
const loss = lr.map((rate) => (rate > 0.3 ? 8 : 2.3 - 2 / (1 + (0.01 / rate) ** 2)));

describe('the chart in a terminal', () => {
  const lines = drawChart({ lr, loss, accuracy: null, baseLR: 0.01, maxLR: 0.1 });

  it('draws the loss falling from the top left and marks both bounds in every row', () => {
    const rows = lines.slice(0, 12);
    expect(rows.every((row) => row.length <= 80)).toBe(true);
    const depth = (column: number): number => rows.findIndex((row) => row[3 + column] === '.');
    expect(depth(5)).toBeLessThan(depth(45));
    const bounds = rows.filter((row) => [...row].filter((mark) => mark === ':').length >= 1);
    expect(bounds).toHaveLength(12);
  });

  it('names whole decades at the place where they lie', () => {
    const axis = lines.at(-2) ?? '';
    const place = (label: string): number => axis.indexOf(label) - 3;
    expect(place('0.001')).toBe(Math.round((3 / 7) * 71));
    expect(axis).toContain('10');
  });

  it('has an even axis where the rate rose evenly, from 0 too', () => {
    const even = Array.from({ length: 200 }, (_, i) => i / 199);
    const rows = drawChart({ lr: even, loss, accuracy: null, baseLR: 0.25, maxLR: 0.5 });
    const place = (label: string): number => (rows.at(-2) ?? '').indexOf(label) - 3;
    expect(place('0.25')).toBe(Math.round(71 / 4));
    expect(place('0.75')).toBe(Math.round((3 * 71) / 4));
    expect(rows[0]?.indexOf(':')).toBe(3 + Math.round(71 / 4));
  });

  it.each([
    ['a first rate of 0', [0, ...lr], [0.001, 10]],
    ['rates up to the largest double', [1e-6, 1, Number.MAX_VALUE], [1, 1e32, 1e288]],
    ['all positive doubles', [Number.MIN_VALUE, 1e-200, Number.MAX_VALUE], [1e-320, 1, 1e256]],
  ])('has an axis that ends, with labels apart, for %s', (_name, rates, named) => {
    const drawn = drawChart({
      lr: rates,
      loss: rates.map(() => 1),
      accuracy: null,
      baseLR: null,
      maxLR: null,
    });
    const labels = (drawn.at(-2) ?? '').trim().split(/ +/);
    expect(labels.length).toBeLessThanOrEqual(10);
    expect(labels.every((label) => label !== '0' && Number.isFinite(Number(label)))).toBe(true);
    for (const rate of named) expect(labels.map(Number)).toContain(rate);
  });

  it('marks validation data, at the rates where it was measured', () => {
    const validation = [1e-5, 1e-3, 0.1].map((rate, i) => ({ lr: rate, value: i / 2 }));
    const drawn = drawChart({ lr, loss, accuracy: null, validation, baseLR: null, maxLR: null });
    const columns = drawn.slice(0, 12).flatMap((row) => (row.includes('o') ? [row.indexOf('o') - 3] : []));
    expect(columns).toEqual([1, 3, 5].map((decade) => Math.round(((6 - decade) / 7) * 71)));
    expect(drawn.at(-1)).toContain('o validation');
  });

  it('draws nothing from nothing, and survives values that are not finite', () => {
    expect(drawChart({ lr: [], loss: [], accuracy: null, baseLR: null, maxLR: null })).toEqual([]);
    const broken = loss.map((value, i) => (i % 3 ? value : Number.NaN));
    expect(drawChart({ lr, loss: broken, accuracy: broken, baseLR: null, maxLR: null })).toHaveLength(15);
  });
});
