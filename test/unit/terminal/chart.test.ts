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

  it('draws nothing from nothing, and survives values that are not finite', () => {
    expect(drawChart({ lr: [], loss: [], accuracy: null, baseLR: null, maxLR: null })).toEqual([]);
    const broken = loss.map((value, i) => (i % 3 ? value : Number.NaN));
    expect(drawChart({ lr, loss: broken, accuracy: broken, baseLR: null, maxLR: null })).toHaveLength(15);
  });
});
