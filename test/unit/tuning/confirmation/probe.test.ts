import { describe, expect, test } from 'vitest';
import { isBroken } from '../../../../src/tuning';
import { judgeProbe } from '../../../../src/tuning/confirmation/probe';

const falling = (steps: number, to: number) =>
  Array.from({ length: steps }, (_, i) => 2 + (to - 2) * (i / (steps - 1)));
const constant = (steps: number, loss: number) => new Array<number>(steps).fill(loss);

describe('a probe', () => {
  test('is scored by the mean loss of its last fifth', () => {
    const losses = [...constant(80, 2), ...constant(20, 0.5)];
    expect(judgeProbe(losses, 100, false)).toEqual({ outcome: 'learned', endLoss: 0.5, startLoss: 2 });
  });

  test('is judged by as many iterations as all have', () => {
    const losses = [...constant(48, 2), ...constant(12, 1), ...constant(40, 0.1)];
    expect(judgeProbe(losses, 60, false)?.endLoss).toBe(1);
  });

  test('has no result before its end', () => {
    expect(judgeProbe(falling(99, 1), 100, false)).toBeNull();
    expect(judgeProbe([], 0, false)).toBeNull();
  });

  test('has not learned where its end is hardly below its start', () => {
    expect(judgeProbe(constant(100, 2), 100, false)?.outcome).toBe('not-learned');
    expect(judgeProbe([...constant(80, 2), ...constant(20, 1.91)], 100, false)?.outcome).toBe('not-learned');
    expect(judgeProbe([...constant(80, 2), ...constant(20, 1.89)], 100, false)?.outcome).toBe('learned');
  });

  test('is broken by a loss that is no number, at whatever step, and needs no end for that', () => {
    expect(judgeProbe([2, 1, NaN], 100, false)).toMatchObject({ outcome: 'broken', endLoss: Infinity });
    expect(judgeProbe([...constant(50, 2), Infinity, ...constant(49, 1)], 100, false)?.outcome).toBe(
      'broken',
    );
    expect(judgeProbe([2, 1], 100, true)?.outcome).toBe('broken');
  });

  test('is not broken by what came after the iterations that count', () => {
    expect(judgeProbe([...falling(60, 1), NaN], 60, false)?.outcome).toBe('learned');
  });

  test('is broken once most of twenty losses are three times the first, not by a few hard batches', () => {
    expect(isBroken([1, ...constant(20, 3.1)])).toBe(true);
    expect(isBroken([1, ...constant(19, 3.1)])).toBe(true);
    expect(isBroken([1, ...constant(18, 3.1)])).toBe(false);
    expect(isBroken([1, ...constant(11, 1), ...constant(9, 100)])).toBe(false);
    expect(isBroken([])).toBe(false);
  });

  test('may have losses below zero', () => {
    expect(judgeProbe([...constant(5, -1), ...constant(95, -4)], 100, false)?.outcome).toBe('learned');
    expect(judgeProbe([...constant(5, -1), ...constant(95, -0.97)], 100, false)?.outcome).toBe('not-learned');
    expect(isBroken([-1, ...constant(20, 1.5)])).toBe(true);
    expect(isBroken([-1, ...constant(20, 0.5)])).toBe(false);
  });
});
