import { describe, expect, it } from 'vitest';
import { emptyRun, runName } from '../../../src/runs';
import type { Run } from '../../../src/runs';
import { ago, runTitle, tabTitle } from '../../../src/views/titles';

const bounds = { baseLR: 0.06, maxLR: 0.24 };
const request = {
  bounds,
  stepSize: null,
  policies: ['triangular'],
  seeds: 1,
  allowSave: false,
  cycleMomentum: false,
} as const;

function run(change: Partial<Run>): Run {
  return { ...emptyRun(), name: 'train.js', script: '/digits/train.js', ...change };
}

describe('titles', () => {
  it('tell a range test, a training and a comparison of one script apart', () => {
    const chosen = { ...bounds, by: 'hand' };
    const training = { request: { ...request, policies: [...request.policies] }, arms: [], length: null };
    expect(runTitle(runName(run({})))).toBe('LR');
    expect(runTitle(runName(run({ chosen })))).toBe('LR 0.06–0.24');
    expect(runTitle(runName(run({ kind: 'training', training })))).toBe('triangular 0.06–0.24');
    expect(runTitle(runName(run({ kind: 'comparison', training })))).toBe('Comparison 0.06–0.24');
    expect(runTitle(runName(run({ name: 'with dropout', chosen })))).toBe('with dropout');
    expect(tabTitle(run({ chosen }))).toMatch(/^LR 0\.06–0\.24 · train\.js \d+:\d\d/);
  });

  it('say how long ago a run began', () => {
    const now = Date.UTC(2026, 0, 9, 12);
    const texts = [20, 120, 3 * 3600].map((seconds) => ago(now - seconds * 1000, now));
    expect(texts).toEqual(['just now', '2 min ago', '3 h ago']);
    expect(ago(Date.UTC(2025, 5, 1, 12), now)).toContain('2025');
  });
});
