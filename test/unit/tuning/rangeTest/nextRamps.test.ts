import { describe, expect, test } from 'vitest';
import { type Curve, nextRamps, USUAL_LIMITS } from '../../../../src/tuning';
import { type Course, flatCurve, madeCurve } from '../made';

const seeds = (course: Course, count = 3) =>
  Array.from({ length: count }, (_, seed) => madeCurve({ ...course, seed: seed + 1 }));

describe('next experiment', () => {
  test('begins with 200 steps at three seeds', () => {
    expect(nextRamps([])).toMatchObject({
      kind: 'run',
      why: 'first',
      ramp: { shape: 'exponential', lo: 1e-6, hi: 10, steps: 200 },
      seeds: [0, 1, 2],
    });
  });

  test('completes the seeds of a length', () => {
    expect(nextRamps([seeds({}, 1)])).toMatchObject({ why: 'more-seeds', seeds: [1, 2] });
  });

  test('doubles after the first length, however clear it is', () => {
    expect(nextRamps([seeds({})])).toMatchObject({
      why: 'double',
      ramp: { steps: 400 },
      seeds: [0, 1, 2],
    });
  });

  test('is done when two lengths agree', () => {
    const next = nextRamps([seeds({}), seeds({ steps: 400 })]);
    expect(next.kind).toBe('done');
    expect(next.kind === 'done' && next.answer.settled).toBe(true);
  });

  test('doubles again where they do not, and stops at the longest', () => {
    const moving = [0.5, 0.1, 0.02].map((fallsFrom, i) => seeds({ steps: 200 * 2 ** i, fallsFrom }));
    expect(nextRamps(moving.slice(0, 2))).toMatchObject({ why: 'double', ramp: { steps: 800 } });
    const last = nextRamps(moving);
    expect(last.kind === 'done' && last.answer.flags).toEqual(['too-few-steps']);
  });

  test('extends the range once: upwards where nothing diverged', () => {
    const next = nextRamps([seeds({ fallsFrom: 1000 })]);
    expect(next).toMatchObject({
      why: 'extend-up',
      ramp: { lo: 1e-6, hi: 100, steps: 200 },
      limits: { extensions: 0 },
    });
    const again = next.kind === 'run' && nextRamps([seeds({ fallsFrom: 1000 })], next.limits);
    expect(again).toMatchObject({ why: 'double', ramp: { hi: 100, steps: 400 } });
  });

  test('extends the range once: downwards where it broke down at once', () => {
    const broken: Curve[] = seeds({}).map((curve) => ({ ...curve, loss: [...curve.loss.slice(0, 9), NaN] }));
    expect(nextRamps([broken])).toMatchObject({ why: 'extend-down', ramp: { lo: 1e-8, hi: 10 } });
  });

  test('goes on where nothing was learned, since a slower ramp may', () => {
    expect(nextRamps([[flatCurve(), flatCurve(), flatCurve()]])).toMatchObject({ why: 'double' });
  });

  test('gives up where the loss is never a number', () => {
    const bad: Curve = { lr: [1e-6], loss: [NaN] };
    expect(nextRamps([[bad, bad, bad]]).kind).toBe('done');
  });

  test('one quick ramp on request', () => {
    const limits = { ...USUAL_LIMITS, seeds: 1, maxSteps: 200, extensions: 0 };
    expect(nextRamps([], limits)).toMatchObject({ seeds: [0] });
    expect(nextRamps([[madeCurve()]], limits).kind).toBe('done');
  });
});
