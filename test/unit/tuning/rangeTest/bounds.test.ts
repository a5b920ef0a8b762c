import { describe, expect, test } from 'vitest';
import { analyzeRamp, type Curve, findBounds, formatRate, textOf } from '../../../../src/tuning';
import { cases, curveOf } from '../fixtures';
import { type Course, flatCurve, madeCurve } from '../made';

const seeds = (course: Course, count = 3) =>
  Array.from({ length: count }, (_, seed) => madeCurve({ ...course, seed: seed + 1 }));
const recorded = (id: string, steps: number) =>
  (cases.find((one) => one.id === id)?.ramps ?? [])
    .filter((ramp) => ramp.kind === 'exp' && ramp.n === steps)
    .map(curveOf);
const decades = (a: number | null, b: number | null) => Math.abs(Math.log10((a ?? NaN) / (b ?? NaN)));

describe('bounds', () => {
  test('follow from the edge of a known course', () => {
    const { edgeLR, bounds } = findBounds([seeds({})]);
    // Half a window of 8 steps and a lag of 4, at 28 steps a decade.
    expect(decades(edgeLR, 0.1)).toBeLessThan(12 / 28);
    expect(bounds.maxLR).toBeCloseTo(0.8 * (edgeLR ?? NaN), 10);
    expect(bounds.baseLR).toBeCloseTo(0.2 * (edgeLR ?? NaN), 10);
    expect(bounds.constantLR).toBeCloseTo(0.4 * (edgeLR ?? NaN), 10);
  });

  test('are the middle one of the seeds', () => {
    const ramps = [0.02, 0.1, 0.2].map((fallsFrom, seed) => madeCurve({ fallsFrom, seed }));
    const { edgeLR, band } = findBounds([ramps]);
    const edges = ramps.map((ramp) => analyzeRamp(ramp).edgeLR ?? NaN);
    expect(edgeLR).toBeCloseTo(edges[1] ?? NaN, 10);
    expect(band?.source).toBe('seeds');
    expect(band?.lo).toBeCloseTo(0.8 * Math.min(...edges), 10);
    expect(band?.hi).toBeCloseTo(0.8 * Math.max(...edges), 10);
  });

  test('are null where most seeds show no edge', () => {
    const { bounds, flags } = findBounds([[madeCurve(), flatCurve(), flatCurve()]]);
    expect(bounds).toEqual({ baseLR: null, maxLR: null, constantLR: null });
    expect(flags).toEqual(['never-learned']);
  });

  test('are found in the seeds together where they are too noisy one by one, and say so', () => {
    const ramps = recorded('an-conv-sgd-32', 100);
    expect(ramps.filter((ramp) => analyzeRamp(ramp).edgeLR !== null).length).toBeLessThan(2);
    const answer = findBounds([ramps]);
    expect(answer.pooled).toBe(true);
    expect(answer.flags).toContain('too-noisy');
    expect(answer.bounds.constantLR).toBeGreaterThan(0.1 / 1.26);
    expect(answer.bounds.constantLR).toBeLessThan(0.3981 * 1.26);
    expect(textOf(answer.verdict)).toContain('Only the three seeds taken together show a maximum');
  });

  test('of nothing at all', () => {
    const answer = findBounds([]);
    expect(answer.bounds.maxLR).toBeNull();
    expect(textOf(answer.verdict)).toBe('Nothing has been run yet.');
    expect(answer.level).toBe(-1);
  });
});

describe('plain SGD', () => {
  const ramps = seeds({});
  const withoutAccuracy = ramps.map(({ lr, loss }) => ({ lr, loss }));

  test('of a classifier gets twice the usual shares of the edge, and says so', () => {
    const usual = findBounds([ramps]);
    const { bounds, edgeLR, band, candidates, verdict } = findBounds([ramps], { plainSgd: true });
    expect(edgeLR).toBe(usual.edgeLR);
    expect(bounds.constantLR).toBeCloseTo(0.8 * (edgeLR ?? NaN), 10);
    expect(bounds.maxLR).toBeCloseTo(1.6 * (edgeLR ?? NaN), 10);
    expect(bounds.baseLR).toBeCloseTo(0.4 * (edgeLR ?? NaN), 10);
    expect(band?.lo).toBeCloseTo(2 * (usual.band?.lo ?? NaN), 10);
    expect(candidates[0]?.source).toContain('1.6 of where the loss turns up');
    expect(textOf(verdict)).toContain(
      'That is 2 times the usual share: a classifier with SGD without momentum',
    );
    expect(textOf(usual.verdict)).not.toContain('usual share');
  });

  test.each([
    ['a regression, whose rise is its cliff', withoutAccuracy, undefined],
    ['data that is seen many times, which the loss of a ramp over-fits', ramps, 10],
  ])('keeps the usual shares for %s', (_, curves, stepsPerEpoch) => {
    const { bounds, edgeLR } = findBounds([curves], { plainSgd: true, stepsPerEpoch });
    expect(bounds.maxLR).toBeCloseTo(0.8 * (edgeLR ?? NaN), 10);
  });
});

describe('one ramp', () => {
  test('gets a band from resampling that holds the answer and comes out the same again', () => {
    const once = findBounds([[madeCurve({ noise: 0.4 })]]);
    const again = findBounds([[madeCurve({ noise: 0.4 })]]);
    expect(once.band?.source).toBe('bootstrap');
    expect(once.band).toEqual(again.band);
    expect(once.band?.lo).toBeLessThanOrEqual(once.bounds.maxLR ?? NaN);
    expect(once.band?.hi).toBeGreaterThanOrEqual(once.bounds.maxLR ?? NaN);
  });

  test('gets a wider band from more noise', () => {
    const width = (noise: number) => {
      const { band } = findBounds([[madeCurve({ noise })]]);
      return decades(band?.lo ?? null, band?.hi ?? null);
    };
    expect(width(1)).toBeGreaterThan(width(0.02));
  });

  test('cannot say whether it was long enough', () => {
    const { settled, verdict } = findBounds([[madeCurve()]]);
    expect(settled).toBeNull();
    expect(textOf(verdict)).toContain('not known whether it was long enough');
  });
});

describe('the verdict', () => {
  test.each(cases.map(({ id }) => id))('knows what each of its numbers is about: %s', (id) => {
    for (const steps of [200, 400]) {
      const { verdict, bounds } = findBounds([recorded(id, steps)]);
      const unexplained = verdict.filter(({ text, about }) => about === null && /\d/.test(text));
      expect(unexplained).toEqual([]);
      const max = verdict.find(({ about }) => about === 'max');
      expect(max?.text).toBe(bounds.maxLR === null ? undefined : formatRate(bounds.maxLR));
    }
  });
});

describe('doubling', () => {
  test('settles where two lengths agree', () => {
    const answer = findBounds([seeds({ steps: 200 }), seeds({ steps: 400 })]);
    expect(answer.settled).toBe(true);
    expect(answer.level).toBe(1);
    expect(answer.flags).toEqual([]);
    expect(textOf(answer.verdict)).toMatch(/long enough\.$/);
  });

  test('asks for more where the answer moved', () => {
    const answer = findBounds([seeds({ fallsFrom: 0.3 }), seeds({ steps: 400, fallsFrom: 0.05 })]);
    expect(answer.settled).toBe(false);
    expect(answer.movedBy).toBeGreaterThan(3);
    expect(answer.flags).toEqual(['too-few-steps']);
    expect(answer.advice.map((one) => one.action)).toEqual(['run-longer']);
    expect(textOf(answer.verdict)).toContain('Not long enough: the longer ramp moved it by a factor of');
  });

  test('answers with the first length that agrees with the one before', () => {
    const levels = [0.3, 0.05, 0.05, 0.3].map((fallsFrom, i) => seeds({ steps: 100 * 2 ** i, fallsFrom }));
    expect(findBounds(levels).level).toBe(2);
  });

  test('does not settle where the shorter ramps gave nothing', () => {
    const answer = findBounds([[flatCurve(), flatCurve(), flatCurve()], seeds({ steps: 400 })]);
    expect(answer.settled).toBe(false);
    expect(answer.bounds.maxLR).not.toBeNull();
    expect(textOf(answer.verdict)).toContain('the shorter ramp gave none');
  });
});

describe('flags', () => {
  /** What 16 iterations show of a model that learns, as of PyTorch's two-layer net: the last loss is no number. */
  const shortAndBlownUp = (): Curve => {
    const { lr, loss } = madeCurve({ steps: 16 });
    return { lr, loss: [...loss.slice(0, 15), NaN] };
  };

  test.each<[string, string, Curve]>([
    ['nothing finite', 'never-finite', { lr: [1e-6, 1e-5], loss: [NaN, NaN] }],
    ['ten steps', 'too-short', madeCurve({ steps: 10 })],
    ['blown up after ten steps', 'extend-down', { ...madeCurve(), loss: [...Array(10).fill(2), NaN] }],
    ['a short ramp, blown up at its end', 'too-short', shortAndBlownUp()],
    ['flat', 'never-learned', flatCurve()],
    ['learning from the first step', 'extend-down', madeCurve({ lo: 1e-3, learnsAt: 1.2e-3 })],
    ['never falling back', 'extend-up', madeCurve({ fallsFrom: 100 })],
  ])('%s: %s', (_, flag, curve) => {
    const { flags, advice } = findBounds([[curve]]);
    expect(flags).toContain(flag);
    expect(advice.map((one) => one.flag)).toContain(flag);
  });

  test('falling slowly: gentle, and advised on once a second length agrees', () => {
    const curve = madeCurve({ fallDecades: 2 });
    expect(findBounds([[curve]]).flags).toContain('gentle');
    expect(findBounds([[curve]]).advice).toEqual([]);
    const longer = madeCurve({ fallDecades: 2, steps: 2 * curve.lr.length });
    expect(findBounds([[curve], [longer]]).advice.map((one) => one.action)).toContain('bolder-max');
  });

  test('loss and accuracy that fall far apart', () => {
    const accuracy = madeCurve({ fallsFrom: 2, fallDecades: 0.3 }).accuracy ?? [];
    const answer = findBounds([[{ ...madeCurve({ fallsFrom: 0.05 }), accuracy }]]);
    expect(answer.flags).toContain('loss-accuracy-disagree');
    expect(textOf(answer.verdict)).toContain('Accuracy disagrees: it falls only after');
  });

  test('data so small that the ramp went over it many times', () => {
    const small = findBounds([[madeCurve()]], { stepsPerEpoch: 10 });
    expect(small.flags).toEqual(['many-epochs']);
    expect(small.advice.map((one) => one.action)).toEqual(['validate']);
    expect(textOf(small.verdict)).toContain('over-fitting');
    expect(findBounds([[madeCurve()]], { stepsPerEpoch: 11 }).flags).toEqual([]);
  });

  test('a ramp with bounds that stand raises none', () => {
    expect(findBounds([[madeCurve()]]).flags).toEqual([]);
  });
});

describe('candidates', () => {
  test('come with their source, each in order of rates', () => {
    const { candidates, bounds } = findBounds([seeds({})]);
    expect(candidates.map((one) => one.id)).toEqual([
      'suggested',
      'accuracy',
      'third',
      'steepest',
      'valley',
      'minimum-tenth',
    ]);
    for (const one of candidates) {
      expect(one.baseLR).toBeLessThan(one.maxLR);
      expect(one.source.length).toBeGreaterThan(10);
    }
    expect(candidates[0]).toMatchObject({ maxLR: bounds.maxLR, baseLR: bounds.baseLR });
    expect(candidates[2]?.baseLR).toBeCloseTo((bounds.maxLR ?? NaN) / 3, 10);
  });

  test('without accuracy have nothing read off it', () => {
    const { lr, loss } = madeCurve();
    expect(findBounds([[{ lr, loss }]]).candidates.map((one) => one.id)).not.toContain('accuracy');
  });
});

describe('accuracy measured at some steps only', () => {
  test('gives the same edge within a few steps', () => {
    const whole = madeCurve({ steps: 400 });
    const sparse = { ...whole, accuracy: whole.accuracy?.map((v, i) => (i % 4 === 0 ? v : undefined)) ?? [] };
    const a = analyzeRamp(whole);
    const b = analyzeRamp(sparse);
    expect(Math.abs((a.accuracy?.edgeIndex ?? NaN) - (b.accuracy?.edgeIndex ?? NaN))).toBeLessThanOrEqual(12);
    expect(b.smoothedAccuracy).toHaveLength(400);
    expect(b.edgeIndex).toBe(a.edgeIndex);
  });
});

describe('a loss below zero', () => {
  test('that explodes gives the edge of the same course above zero, within a few steps', () => {
    const { lr, loss } = madeCurve({ fallDecades: 0.001 });
    const edge = (shift: number) =>
      analyzeRamp({ lr, loss: loss.map((value) => value + shift) }).edgeIndex ?? NaN;
    expect(Math.max(...loss)).toBeGreaterThan(1000);
    expect(Math.abs(edge(-10) - edge(0))).toBeLessThanOrEqual(2);
  });
});
