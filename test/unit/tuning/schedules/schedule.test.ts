import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  checkSchedule,
  gammaThatLeaves,
  type Ramp,
  rampRate,
  type Schedule,
  scheduleMomentum,
  scheduleRate,
} from '../../../../src/tuning';

/** What PyTorch used, step by step; made by the script beside the file. */
interface Golden {
  torch: string;
  schedules: { schedule: Schedule; lr: number[]; momentum?: number[] }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/schedules/pytorch.json', import.meta.url), 'utf8'),
) as Golden;

const triangular = { kind: 'triangular', baseLR: 0.1, maxLR: 0.5, stepSize: 2 } as const;
const oneCycle = {
  kind: 'one-cycle',
  maxLR: 1,
  totalSteps: 10,
  warmUpShare: 0.3,
  startDivisor: 25,
  endDivisor: 1e4,
} as const;

describe("PyTorch's values", () => {
  test.each(golden.schedules.map((one) => [JSON.stringify(one.schedule), one] as const))('%s', (_, one) => {
    one.lr.forEach((lr, step) => {
      expect(scheduleRate(checkSchedule(one.schedule), step) / lr).toBeCloseTo(1, 9);
      const momentum = scheduleMomentum(one.schedule, step);
      if (one.momentum) expect(momentum).toBeCloseTo(one.momentum[step] ?? NaN, 9);
      else expect(momentum).toBeUndefined();
    });
  });
});

describe('values from the formulas', () => {
  const rates = (schedule: Schedule, steps: number) =>
    Array.from({ length: steps }, (_, step) => Number(scheduleRate(schedule, step).toFixed(6)));

  test('fixed stays', () => {
    expect(rates({ kind: 'fixed', lr: 0.01 }, 3)).toEqual([0.01, 0.01, 0.01]);
  });

  test('triangular goes from base to maximum and back in two step sizes', () => {
    expect(rates(triangular, 6)).toEqual([0.1, 0.3, 0.5, 0.3, 0.1, 0.3]);
  });

  test('triangular2 halves the amplitude each cycle', () => {
    const schedule = { ...triangular, kind: 'triangular2' } as const;
    expect(rates(schedule, 11)).toEqual([0.1, 0.3, 0.5, 0.3, 0.1, 0.2, 0.3, 0.2, 0.1, 0.15, 0.2]);
  });

  test('exp-range keeps the base, as the code and unlike the sentence of the paper', () => {
    const gamma = gammaThatLeaves(0.1, 6);
    const schedule = { ...triangular, kind: 'exp-range', gamma } as const;
    expect(scheduleRate(schedule, 4)).toBeCloseTo(0.1, 12);
    expect(scheduleRate(schedule, 6)).toBeCloseTo(0.1 + 0.4 * 0.1, 12);
  });

  test('one cycle keeps its last rate for steps after its end', () => {
    const last = 1 / 25 / 1e4;
    expect(scheduleRate(oneCycle, 9)).toBeCloseTo(last, 12);
    expect(scheduleRate(oneCycle, 1000)).toBeCloseTo(last, 12);
  });

  test('one cycle whose rise takes a single step starts at the maximum', () => {
    expect(scheduleRate({ ...oneCycle, warmUpShare: 0.1 }, 0)).toBe(1);
  });
});

describe('schedules that cannot be', () => {
  test.each<[Schedule, string]>([
    [{ kind: 'fixed', lr: NaN }, 'The learning rate must be a number above 0, not NaN.'],
    [{ kind: 'fixed', lr: -1 }, 'The learning rate must be a number above 0, not -1.'],
    [{ ...triangular, baseLR: 0 }, 'The base learning rate must be a number above 0, not 0.'],
    [{ ...triangular, maxLR: 0.1 }, 'The maximum learning rate must lie above the base learning rate (0.1)'],
    [{ ...triangular, maxLR: Infinity }, 'not at Infinity'],
    [{ ...triangular, stepSize: 0 }, 'The step size must be at least 1 step, not 0.'],
    [{ ...triangular, stepSize: NaN }, 'The step size must be at least 1 step, not NaN.'],
    [{ ...triangular, kind: 'exp-range', gamma: 1.1 }, 'gamma must lie above 0 and be at most 1, not 1.1.'],
    [{ ...triangular, momentum: { base: 0.9, max: 1.5 } }, 'Momentum must rise within 0 to 1'],
    [{ ...oneCycle, totalSteps: 1 }, 'One cycle needs at least 2 steps, not 1.'],
    [{ ...oneCycle, warmUpShare: 1 }, 'The share of the run in which the rate rises'],
    [{ ...oneCycle, endDivisor: 0 }, 'The divisor of the last rate must be a number above 0, not 0.'],
    [{ kind: 'cosine-restarts', minLR: -1, maxLR: 1, period: 5, periodFactor: 1 }, 'of at least 0, not -1'],
    [{ kind: 'cosine-restarts', minLR: 0, maxLR: 1, period: 0, periodFactor: 1 }, 'The period must be'],
    [{ kind: 'cosine-restarts', minLR: 0, maxLR: 1, period: 5, periodFactor: 0.5 }, 'The period factor must'],
  ])('%j', (schedule, message) => {
    expect(() => checkSchedule(schedule)).toThrow(message);
  });
});

/** What the Python hook's formulas are held to, made from ours by the script beside the file. */
describe('the rates that both languages set', () => {
  const shared = JSON.parse(
    readFileSync(new URL('../../../fixtures/schedules/typescript.json', import.meta.url), 'utf8'),
  ) as { ramps: { ramp: Ramp; lr: number[] }[]; schedules: { schedule: Schedule; lr: number[] }[] };

  test.each(shared.schedules.map((one) => [one.schedule.kind, one] as const))('%s', (_, one) => {
    expect(one.lr.map((_lr, step) => scheduleRate(one.schedule, step))).toEqual(one.lr);
  });

  test.each(shared.ramps.map((one) => [one.ramp.shape, one] as const))('a ramp, %s', (_, one) => {
    expect(one.lr.map((_lr, step) => rampRate(one.ramp, step))).toEqual(one.lr);
  });
});
