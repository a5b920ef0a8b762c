import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nudge, readCount, readRate, withBound } from '../../webview/panel/bounds';
import { rateText } from '../../src/tuning';
import { logTicks, roomyTicks } from '../../webview/panel/chart/axes';
import { toPixel, toRate, type Plot } from '../../webview/panel/chart/geometry';
import { niceAbove } from '../../webview/nice';

const rates = fc.double({ min: -9, max: 2, noNaN: true }).map((power) => 10 ** power);

describe('bounds', () => {
  test('stay in order whichever is set to whatever', () => {
    fc.assert(
      fc.property(rates, rates, rates, fc.constantFrom('base', 'max'), (a, b, rate, bound) => {
        const before = { baseLR: Math.min(a, b), maxLR: Math.max(a, b) };
        const after = withBound(before, bound, rate);
        expect(after.baseLR).toBeLessThanOrEqual(after.maxLR);
        expect([after.baseLR, after.maxLR]).toContain(rate);
      }),
    );
  });
});

describe('nudging', () => {
  test('always moves the rate, by no more than a tenth of it, and back again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 99 }), fc.integer({ min: -9, max: 2 }), (digits, power) => {
        const rate = Number(`${digits}e${power}`);
        const up = nudge(rate, 1);
        expect(up).toBeGreaterThan(rate);
        expect(up).toBeLessThanOrEqual(rate * 1.1000001);
        expect(nudge(up, -1)).toBe(rate);
      }),
    );
  });

  test('ten steps at once are ten steps one by one', () => {
    let rate = 0.0095;
    for (let i = 0; i < 10; i++) rate = nudge(rate, 1);
    expect(nudge(0.0095, 10)).toBe(rate);
  });
});

describe('typed numbers', () => {
  test('any finite positive number is taken as it is, and shown so that it reads back the same', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(readRate(String(rate))).toEqual({ rate });
        const read = readRate(rateText(rate));
        if ('wrong' in read) throw new Error(read.wrong);
        expect(Math.abs(read.rate / rate - 1)).toBeLessThan(1e-11);
      }),
    );
  });

  test.each(['0.5', '0', '-3', 'ten', ' '])('“%s” is no count', (text) => {
    expect(readCount(text)).toHaveProperty('wrong');
  });
});

describe('the plot', () => {
  const plots = fc.record({
    left: fc.integer({ min: 0, max: 80 }),
    right: fc.integer({ min: 200, max: 1200 }),
    top: fc.constant(0),
    bottom: fc.constant(300),
    min: fc.constant(1e-6),
    max: fc.constantFrom(0.1, 1, 10),
    axis: fc.constantFrom('log' as const, 'linear' as const),
  });

  test('a pixel gives the rate that lies at that pixel', () => {
    fc.assert(
      fc.property(plots, fc.double({ min: 0.01, max: 1, noNaN: true }), (plot: Plot, share) => {
        const x = plot.left + share * (plot.right - plot.left);
        expect(toPixel(plot, toRate(plot, x))).toBeCloseTo(x, 6);
      }),
    );
  });

  test('every place on it, and beside it, is a rate that can be used', () => {
    fc.assert(
      fc.property(plots, fc.integer({ min: -500, max: 2000 }), (plot: Plot, x) => {
        expect(toRate(plot, x)).toBeGreaterThan(0);
        expect(toRate(plot, x)).toBeLessThanOrEqual(plot.max * (1 + 1e-12));
      }),
    );
  });

  test('decades are labelled, and 2 and 5 where few decades are in view', () => {
    const labels = (min: number, max: number) =>
      logTicks({ min, max })
        .filter(({ labelled }) => labelled)
        .map(({ value }) => value);
    expect(labels(1e-6, 10)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
    expect(labels(0.001, 0.02)).toEqual([0.001, 0.002, 0.005, 0.01, 0.02]);
  });

  test('labels keep apart at every width, in order, and there are some', () => {
    const width = fc.integer({ min: 150, max: 1900 });
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 0 }),
        fc.double({ min: 0.05, max: 40, noNaN: true }),
        width,
        (from, decades, w) => {
          const limits = { min: Number(`1e${from}`), max: 10 ** (from + decades) };
          const ticks = roomyTicks(logTicks(limits), limits, w);
          const plot: Plot = { left: 0, right: w, top: 0, bottom: 9, ...limits, axis: 'log' };
          const places = ticks.filter(({ labelled }) => labelled).map(({ value }) => toPixel(plot, value));
          expect(places.length).toBeGreaterThan(0);
          places.forEach((x, i) => expect(x - (places[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(45.9));
        },
      ),
      {
        examples: [
          [-6, 7, 215],
          [-6, 7, 640],
          [-16, 16, 520],
          [-3, 1.3, 200],
        ],
      },
    );
    const narrow = { min: 1e-6, max: 10 };
    const labels = roomyTicks(logTicks(narrow), narrow, 215).filter(({ labelled }) => labelled);
    expect(labels.map(({ value }) => value)).toEqual([1e-6, 1e-4, 0.01, 1]);
  });

  test('whatever range a file holds, an axis has ticks that end, and a place for each rate', () => {
    const ends = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(ends, ends, (a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const ticks = logTicks({ min, max });
        expect(ticks.length).toBeLessThan(700);
        expect(ticks.filter(({ labelled }) => labelled).length).toBeLessThan(20);
        const plot: Plot = { left: 0, right: 100, top: 0, bottom: 9, min, max, axis: 'log' };
        if (min === 0 || Math.log(min) === Math.log(max)) return;
        expect(toPixel(plot, min)).toBe(0);
        expect(toPixel(plot, max)).toBe(100);
        for (const x of [0, 50, 100]) expect(Number.isFinite(toRate(plot, x))).toBe(true);
      }),
      {
        examples: [
          [0, 0],
          [0, 1],
          [1e-6, Number.MAX_VALUE],
          [Number.MIN_VALUE, Number.MAX_VALUE],
        ],
      },
    );
    expect(niceAbove(Number.MAX_VALUE)).toBe(Number.MAX_VALUE);
    expect(nudge(1.7e308, 3)).toBe(1.7e308);
    expect(nudge(Number.MIN_VALUE, 1)).toBeGreaterThan(0);
  });

  test('axes end at a round number not far above', () => {
    fc.assert(
      fc.property(rates, (value) => {
        expect(niceAbove(value)).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(niceAbove(value)).toBeLessThanOrEqual(value * 1.51);
      }),
    );
  });
});
