import { describe, expect, it } from 'vitest';
import { applyEvent, chosenOf, emptyRun, importedEvents } from '../../../src/runs';
import { describeFound } from '../../../src/terminal/describe';
import { formatRate } from '../../../src/tuning';
import { madeCurve } from '../tuning/made';

const surface = { columns: 60, line: 60, prose: 60, colour: false, unicode: true };

describe('a range test that comes before a training', () => {
  it('tells its verdict and the bounds that are trained with', () => {
    const run = emptyRun();
    const header = { id: 'test', name: 'train.py', script: '/w/train.py', startedAt: 0 };
    for (const event of importedEvents(header, [madeCurve()])) applyEvent(run, event);
    const bounds = chosenOf(run);
    if (bounds === null) throw new Error('It found none.');
    const lines = describeFound(run, bounds, surface);
    expect(lines.join(' ')).toMatch(/Cycle between .* long enough\./);
    expect(lines.at(-1)).toBe(
      `Training between ${formatRate(bounds.baseLR)} and ${formatRate(bounds.maxLR)}.`,
    );
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });
});
