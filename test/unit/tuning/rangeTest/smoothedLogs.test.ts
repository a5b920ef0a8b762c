/** Losses that another tool averaged: recognised, brought back to single batches, and said. */
import { describe, expect, test } from 'vitest';
import { type Curve, findBounds, textOf } from '../../../../src/tuning';
import { cases, curveOf } from '../fixtures';

type Smoothing = (loss: readonly number[]) => number[];

/** fastai: corrected for its start. */
const corrected: Smoothing = (loss) => {
  let sum = 0;
  return loss.map((value, i) => {
    sum = 0.98 * sum + 0.02 * value;
    return sum / (1 - 0.98 ** (i + 1));
  });
};
/** torch-lr-finder, ignite: from the first loss on. */
const fromFirst: Smoothing = (loss) => {
  let mean = loss[0] ?? NaN;
  return loss.map((value) => (mean = 0.05 * value + 0.95 * mean));
};
/** Keras: all batches of the epoch so far. */
const running =
  (steps: number): Smoothing =>
  (loss) =>
    loss.map((_, i) => mean(loss.slice(i - (i % steps), i + 1)));
const ofLast =
  (steps: number): Smoothing =>
  (loss) =>
    loss.map((_, i) => mean(loss.slice(Math.max(0, i + 1 - steps), i + 1)));
const asWritten: Smoothing = (loss) => loss.map((value) => Number(value.toPrecision(5)));
const unchanged: Smoothing = (loss) => [...loss];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function recorded(id: string, steps: number, smoothing: Smoothing): Curve[] {
  return (cases.find((one) => one.id === id)?.ramps ?? [])
    .filter((ramp) => ramp.kind === 'exp' && ramp.n === steps)
    .map(curveOf)
    .map(({ lr, loss }) => {
      const end = loss.findIndex((value) => !Number.isFinite(value));
      const finite = end < 0 ? loss : loss.slice(0, end);
      return { lr, loss: asWritten([...smoothing(finite), ...loss.slice(finite.length)]) };
    });
}

const fromLog = { fromLog: true };
const ids = cases.map(({ id }) => id);

describe('losses of single batches', () => {
  test.each(ids)(
    'are left alone: %s',
    (id) => {
      for (const steps of [100, 200, 400, 800]) {
        const ramps = recorded(id, steps, unchanged);
        const one = ramps.slice(0, 1);
        expect(findBounds([ramps], fromLog)).toEqual(findBounds([ramps]));
        expect(findBounds([one], fromLog).average).toBeNull();
      }
    },
    60_000,
  );

  test('with a regular ripple and without noise are left alone', () => {
    const lr = Array.from({ length: 200 }, (_, i) => 1e-6 * 1.084 ** i);
    const loss = lr.map((rate, i) => 2.3 + 0.01 * Math.sin(0.6 * i) - rate / (0.01 + rate) + 0.3 * rate);
    expect(findBounds([[{ lr, loss }]], fromLog).average).toBeNull();
  });

  test('our own ramps hold, so nothing is looked for in them', () => {
    expect(findBounds([recorded('mn-mlp-sgd-64', 200, corrected)]).average).toBeNull();
  });
});

describe.each<[string, Smoothing, number]>([
  ['an exponential mean, corrected', corrected, 1],
  ['an exponential mean from the first loss', fromFirst, 1],
  ['running means of epochs', running(63), 1],
  ['means of twenty steps', ofLast(20), 1],
])('%s', (_, smoothing, mostTooHigh) => {
  const answers = ids.map((id) => ({
    id,
    raw: findBounds([recorded(id, 200, unchanged)]).bounds.maxLR,
    answer: findBounds([recorded(id, 200, smoothing)], fromLog),
  }));

  test('is flagged wherever it leaves bounds, and said', () => {
    for (const { answer } of answers) {
      expect(answer.flags).toContain('averaged');
      expect(answer.advice.map(({ flag }) => flag)).toContain('averaged');
      if (answer.bounds.maxLR !== null)
        expect(textOf(answer.verdict)).toContain('The file holds averages of the loss');
    }
  });

  test('seldom leaves a maximum far above that of the single batches', () => {
    const high = answers.filter(({ raw, answer }) => (answer.bounds.maxLR ?? 0) > 2 * (raw ?? Infinity));
    expect(high.map(({ id }) => id).length).toBeLessThanOrEqual(mostTooHigh);
  });
});

test('a running mean of one epoch, in one ramp of our own example', () => {
  const [curve] = recorded('mn-mlp-sgd-64', 200, running(Infinity));
  const [raw] = recorded('mn-mlp-sgd-64', 200, unchanged);
  const found = findBounds([[curve as Curve]], fromLog).bounds.maxLR ?? NaN;
  const right = findBounds([[raw as Curve]]).bounds.maxLR ?? NaN;
  expect(Math.abs(Math.log10(found / right))).toBeLessThan(0.15);
});
