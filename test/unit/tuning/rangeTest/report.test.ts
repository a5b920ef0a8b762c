import { describe, expect, test } from 'vitest';
import { analyzeReport, analyzeRamp, type Curve, groupByLength, roundRate } from '../../../../src/tuning';
import { cases, curveOf } from '../fixtures';
import { madeCurve } from '../made';
import { toJson } from '../../../../src/protocol/numbers';

describe('report', () => {
  test('holds the points and the indices into them', () => {
    const curve = madeCurve();
    const report = analyzeReport([[curve]], { script: 'train.js', engine: 'embedded', framework: 'tfjs 4' });
    const analysis = analyzeRamp(curve);
    expect(report).toMatchObject({
      script: 'train.js',
      engine: 'embedded',
      framework: 'tfjs 4',
      steps: 200,
      edgeIndex: analysis.edgeIndex,
      onsetIndex: analysis.onsetIndex,
      minimumIndex: analysis.minimumIndex,
      settled: null,
      flags: [],
    });
    expect(report.points[5]).toEqual({
      lr: curve.lr[5],
      loss: curve.loss[5],
      accuracy: curve.accuracy?.[5],
    });
  });

  test('shows the length that gave the answer, and lists every ramp', () => {
    const report = analyzeReport([
      [madeCurve()],
      [madeCurve({ steps: 400 }), madeCurve({ steps: 400, seed: 2 })],
    ]);
    expect(report.steps).toBe(400);
    expect(report.ramps.map(({ level, steps }) => [level, steps])).toEqual([
      [0, 200],
      [1, 400],
      [1, 400],
    ]);
    expect(report.settled).toBe(true);
  });

  test('offers the bounds as every surface shows them; what they follow from is as measured', () => {
    const report = analyzeReport([[madeCurve()]]);
    const { edgeLR } = analyzeRamp(madeCurve());
    const offered = [report.bounds, ...report.candidates].flatMap(({ baseLR, maxLR }) => [baseLR, maxLR]);
    expect(offered).toHaveLength(2 * (1 + report.candidates.length));
    for (const lr of offered) expect(lr).toBe(roundRate(lr ?? NaN));
    expect(report.bounds.maxLR).toBe(roundRate(0.8 * (edgeLR ?? NaN)));
    expect(report.bounds.constantLR).toBe(roundRate(0.4 * (edgeLR ?? NaN)));
    expect(report.ramps[0]?.edgeLR).toBe(edgeLR);
  });

  test('is null where there is no answer', () => {
    const report = JSON.parse(toJson(analyzeReport([]))) as Record<string, unknown>;
    expect(report).toMatchObject({
      script: null,
      engine: null,
      framework: null,
      steps: 0,
      points: [],
      bounds: { baseLR: null, maxLR: null, constantLR: null },
      edgeIndex: null,
      band: null,
      settled: null,
      candidates: [],
    });
  });

  test('writes numbers that are not finite as strings, which Number reads back', () => {
    const curve: Curve = { lr: [1e-3, 1e-2, 0.1], loss: [2, Infinity, NaN] };
    const { points } = JSON.parse(toJson(analyzeReport([[curve]]))) as { points: { loss: unknown }[] };
    expect(points.map((point) => point.loss)).toEqual([2, 'Infinity', 'NaN']);
    expect(points.map((point) => Number(point.loss))).toEqual([2, Infinity, NaN]);
  });
});

describe('grouping by length', () => {
  test('puts recorded ramps in any order back where they belong, those that ended early too', () => {
    for (const { ramps } of cases) {
      const exponential = ramps.filter((ramp) => ramp.kind === 'exp');
      const shuffled = [...exponential].sort((a, b) => a.loss.length * 7 - b.seed * 31 - b.loss.length);
      const levels = groupByLength(shuffled.map(curveOf));
      expect(levels.map((level) => level.length)).toEqual([3, 3, 3, 3]);
      const longest = levels.map((level) => Math.max(...level.map((curve) => curve.loss.length)));
      expect(longest).toEqual([...longest].sort((a, b) => a - b));
    }
  });

  test('linear ramps of different lengths', () => {
    const linear = (steps: number): Curve => ({
      lr: Array.from({ length: steps }, (_, i) => (i + 1) / steps),
      loss: Array.from({ length: steps }, () => 1),
    });
    expect(groupByLength([linear(400), linear(200), linear(200)]).map((level) => level.length)).toEqual([
      2, 1,
    ]);
  });

  test('a single step, or none', () => {
    expect(groupByLength([])).toEqual([]);
    expect(groupByLength([{ lr: [0.1], loss: [1] }])).toHaveLength(1);
  });
});
