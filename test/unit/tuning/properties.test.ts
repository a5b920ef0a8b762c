/** What must hold for every ramp, not for examples only (issue 4, item 7). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyzeReport, analyzeRamp, type Curve, findBounds, textOf } from '../../../src/tuning';
import { madeCurve } from './made';
import { toJson } from '../../../src/protocol/numbers';

const course = fc.record({
  steps: fc.integer({ min: 60, max: 400 }),
  learnsAt: fc.constantFrom(1e-4, 1e-3, 1e-2),
  fallsFrom: fc.constantFrom(0.03, 0.3, 3, 100),
  noise: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.nat(),
});

const finite = fc.oneof(
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e308, -1e308, Number.MIN_VALUE),
);
const anything = fc.oneof(
  { arbitrary: finite, weight: 30 },
  { arbitrary: fc.constantFrom(NaN, Infinity, -Infinity), weight: 1 },
);

/** Rates that rise, losses and accuracies of any kind. */
const anyCurve: fc.Arbitrary<Curve> = fc
  .array(fc.tuple(anything, fc.option(anything, { nil: undefined })), { maxLength: 120 })
  .map((rows) => ({
    lr: rows.map((_, i) => 1e-6 * 1.1 ** i),
    loss: rows.map(([loss]) => loss),
    accuracy: rows.map(([, accuracy]) => accuracy),
  }));

const indices = (curve: Curve) => {
  const { learned, onsetIndex, minimumIndex, edgeIndex, steepestIndex } = analyzeRamp(curve);
  return { learned, onsetIndex, minimumIndex, edgeIndex, steepestIndex };
};

describe('any ramp', () => {
  test('the unit of the loss does not matter', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: -20, max: 20 }), (made, power) => {
        const curve = madeCurve(made);
        // A power of two scales without rounding, so that even ties stay.
        const scaled = { ...curve, loss: curve.loss.map((value) => value * 2 ** power) };
        expect(indices(scaled)).toEqual(indices(curve));
      }),
    );
  });

  test('the level of the loss does not matter, below the ceiling and above the least gain', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: 1, max: 40 }), (made, shift) => {
        const { lr, loss } = madeCurve(made);
        // Within 2 to 42: never beyond three times the start, always a gain of more than a hundredth of it.
        const tame = loss.map((value) => Math.round(Math.min(value, 4) * 1024) / 1024 + 2);
        const shifted = tame.map((value) => value + shift);
        expect(indices({ lr, loss: shifted }).edgeIndex).toBe(indices({ lr, loss: tame }).edgeIndex);
      }),
    );
  });

  test('indices do not depend on the rates, only on their order', () => {
    fc.assert(
      fc.property(course, fc.double({ min: 0.1, max: 3, noNaN: true }), (made, power) => {
        const curve = madeCurve(made);
        const bent = { ...curve, lr: curve.lr.map((rate) => 3 * rate ** power) };
        expect(indices(bent)).toEqual(indices(curve));
      }),
    );
  });

  test('multiplied rates multiply the bounds', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: -6, max: 6 }), (made, power) => {
        const curve = madeCurve(made);
        const scaled = { ...curve, lr: curve.lr.map((rate) => rate * 2 ** power) };
        const before = findBounds([[curve]]);
        const after = findBounds([[scaled]]);
        expect(after.flags).toEqual(before.flags);
        if (before.bounds.maxLR === null) expect(after.bounds.maxLR).toBeNull();
        else expect((after.bounds.maxLR ?? NaN) / before.bounds.maxLR).toBeCloseTo(2 ** power, 6);
      }),
      { numRuns: 20 },
    );
  });

  test('what comes after the first loss that is not finite does not matter', () => {
    fc.assert(
      fc.property(course, fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity), (made, at, bad) => {
        const curve = madeCurve(made);
        const cut = at % curve.loss.length;
        const broken = { ...curve, loss: curve.loss.map((value, i) => (i === cut ? bad : value)) };
        const ended = { ...curve, loss: [...curve.loss.slice(0, cut), bad] };
        expect(analyzeRamp(broken)).toEqual(analyzeRamp(ended));
      }),
    );
  });

  test('edge and onset lie in order and within the finite steps', () => {
    fc.assert(
      fc.property(course, (made) => {
        const { steps, onsetIndex, edgeIndex, minimumIndex } = analyzeRamp(madeCurve(made));
        for (const index of [onsetIndex, edgeIndex, minimumIndex]) {
          if (index === null) continue;
          expect(index).toBeGreaterThanOrEqual(0);
          expect(index).toBeLessThan(steps);
        }
        if (onsetIndex !== null) expect(onsetIndex).toBeLessThanOrEqual(minimumIndex ?? NaN);
      }),
    );
  });

  test('of whatever numbers: an answer in words, base below maximum, JSON that reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyCurve, { maxLength: 3 }), { maxLength: 3 }), (levels) => {
        const answer = findBounds(levels);
        expect(textOf(answer.verdict)).not.toMatch(/^$|NaN|undefined|Infinity/);
        const smoothed = answer.analyses.flat().flatMap((ramp) => ramp.smoothedLoss);
        expect(smoothed.every(Number.isFinite)).toBe(true);
        const { baseLR, maxLR } = answer.bounds;
        if (maxLR !== null) {
          expect(maxLR).toBeGreaterThan(0);
          expect(baseLR).toBeLessThan(maxLR);
        } else if (levels.flat().length > 0) {
          expect(answer.candidates.map((one) => one.id)).not.toContain('suggested');
        }
        const json = JSON.parse(toJson(analyzeReport(levels))) as { bounds: { maxLR: number | null } };
        expect(json.bounds.maxLR).toBe(maxLR);
      }),
    );
  });
});

describe('ramps that show nothing', () => {
  test.each<[string, number[]]>([
    ['constant', Array<number>(200).fill(1.5)],
    ['constant zero', Array<number>(200).fill(0)],
    ['a single class, learned perfectly at once', [2, 1, ...Array<number>(198).fill(0)]],
    ['empty', []],
    ['one step', [1]],
    ['fifteen steps', Array<number>(15).fill(1)],
  ])('%s: no bounds, and a reason', (_, loss) => {
    const lr = loss.map((_value, i) => 1e-6 * 1.08 ** i);
    const answer = findBounds([[{ lr, loss, accuracy: loss.map(() => 1) }]]);
    expect(answer.bounds.maxLR).toBeNull();
    expect(answer.flags.length).toBe(1);
    expect(answer.advice.length).toBeGreaterThan(0);
    expect(textOf(answer.verdict)).toMatch(/^No /);
  });
});

describe('very long ramps', () => {
  test('are averaged down without moving the answer', () => {
    const long = madeCurve({ steps: 20_000, noise: 0.3 });
    const exact = madeCurve({ steps: 8_000, noise: 0.3 });
    const decades = Math.log10((analyzeRamp(long).edgeLR ?? NaN) / (analyzeRamp(exact).edgeLR ?? NaN));
    expect(Math.abs(decades)).toBeLessThan(0.02);
  });

  test('a million points', () => {
    const curve = madeCurve({ steps: 1_000_000, noise: 0.3 });
    const analysis = analyzeRamp(curve);
    expect(Math.abs(Math.log10((analysis.edgeLR ?? NaN) / 0.1))).toBeLessThan(0.3);
    expect(analysis.smoothedLoss).toHaveLength(1_000_000);
    expect(analysis.smoothedLoss.every(Number.isFinite)).toBe(true);
  }, 60_000);
});
