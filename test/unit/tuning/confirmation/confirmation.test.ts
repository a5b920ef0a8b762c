import { describe, expect, test } from 'vitest';
import {
  chooseStart,
  confirmationOf,
  confirmationSentence,
  confirmedBounds,
  findBounds,
  type Flag,
  type ProbeStart,
  type RecordedProbe,
  textOf,
} from '../../../../src/tuning';
import { madeCurve } from '../made';

const start: ProbeStart = { lr: 0.3, from: 'answer', mayClimb: true };
const SEEDS = [1001, 1002];

/** Trainings that end with this loss at each seed; NaN for one that broke down. */
function trained(lr: number, ...losses: number[]): RecordedProbe[] {
  return losses.map((loss, i) => training(lr, SEEDS[i] ?? 0, loss, 100));
}

/** Long ones, at the first seed, as the loss that each ends with. */
function long(losses: Record<number, number>): RecordedProbe[] {
  return Object.entries(losses).map(([lr, loss]) => training(Number(lr), 1001, loss, 400));
}

function training(lr: number, seed: number, loss: number, asked: number): RecordedProbe {
  const whole = [...new Array<number>(0.8 * asked).fill(2), ...new Array<number>(0.2 * asked).fill(loss)];
  return {
    lr,
    seed,
    asked,
    losses: Number.isNaN(loss) ? [2, NaN] : whole,
    gaveUp: false,
    scriptEnded: false,
  };
}

const nextRates = (probes: RecordedProbe[]) => confirm(probes).next?.rates ?? [];
/** Short trainings alone, as runs of earlier versions have them. */
const confirm = (probes: RecordedProbe[], from = start) =>
  confirmationOf(from, probes, { seeds: SEEDS, long: false });
const confirmLong = (probes: RecordedProbe[], from = start, over = false) =>
  confirmationOf(from, probes, { seeds: SEEDS, long: true, over });
const longSentence = (probes: RecordedProbe[], from = start) => {
  const said = confirmationSentence(confirmLong(probes, from));
  return said && textOf(said);
};
const sentence = (probes: RecordedProbe[], from = start) => {
  const said = confirmationSentence(confirm(probes, from));
  return said && textOf(said);
};

describe('a confirmation', () => {
  test('asks for the start and 2.5 times it, then for what follows', () => {
    expect(confirm([]).next).toEqual({ rates: [0.3, 0.75], seeds: SEEDS, steps: 100 });
    expect(nextRates([...trained(0.3, 1, 1), ...trained(0.75, 0.8, 0.9)])).toEqual([1.875]);
    expect(nextRates([...trained(0.3, 1, 1), ...trained(0.75, 0.8, 1.1)])[0]).toBeCloseTo(0.12, 10);
  });

  test('waits for every seed of a rate', () => {
    const [one] = trained(0.3, 1);
    expect(nextRates(one ? [one] : [])).toEqual([0.3, 0.75]);
  });

  test('that moved gives a half more than the best at the top of a cycle, a quarter of that as a base, and a constant rate a fifth below', () => {
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 0.5, 0.5), ...trained(1.875, 1.1, 0.9)];
    const moved = confirm(probes);
    expect(moved).toMatchObject({ bestLR: 0.75, moved: true, next: null, short: { steps: 100 }, long: null });
    expect(moved.optimumLR).toBeCloseTo(0.75, 10);
    const [baseLR, maxLR, constantLR] = [1.125 / 4, 1.125, 0.6].map((lr) => expect.closeTo(lr, 10) as number);
    expect(confirmedBounds(moved)).toEqual({ baseLR, maxLR, constantLR });
    expect(sentence(probes)).toBe(
      'Short trainings did better than the curve suggests: of 0.3, 0.75 and 1.9 (100 iterations, two seeds), 0.75 ended with the lowest loss, so cycle between 0.28 and 1.1.',
    );
  });

  test('looks between the best and its neighbours, and leaves no room where the higher one does not train', () => {
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 0.5, 0.5), ...trained(1.875, NaN, 0.4)];
    const { bestLR, optimumLR } = confirm(probes);
    expect(bestLR).toBe(0.75);
    // 1, 0.5 and (2 + 0.4) / 2: the parabola turns 1 / 12 of the way to the lower one.
    expect(optimumLR).toBeCloseTo(0.75 * 2.5 ** (-0.1 / 1.2), 10);
    expect(confirmedBounds(confirm(probes))?.maxLR).toBe(optimumLR);
    expect(sentence(probes)).toMatch(
      /0\.75 ended with the lowest loss, so cycle between 0\.17 and 0\.69: 2\.5 times more does not train\.$/,
    );
  });

  test('does not call the lowest what is not', () => {
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 0.6, 0.6), ...trained(1.875, 0.1, 0.7)];
    expect(sentence(probes)).toContain(
      '0.75 is the highest that did better at every seed. Its neighbours put the lowest loss near 1.2, so cycle between 0.44 and 1.8.',
    );
  });

  test('that moved down says so', () => {
    const probes = [
      ...trained(0.3, 1, 1),
      ...trained(0.75, NaN, NaN),
      ...trained(0.12, 0.9, 0.9),
      ...trained(0.048, 1.2, 1),
    ];
    expect(sentence(probes)).toMatch(
      /^Short trainings call for less than the curve suggests: of 0\.048, 0\.12, /,
    );
  });

  test('that did not move says so', () => {
    const worse = [...trained(0.3, 1, 1), ...trained(0.75, 1.2, 1.3), ...trained(0.12, 1.3, 1.2)];
    expect(confirm(worse)).toMatchObject({ bestLR: 0.3, moved: false });
    expect(confirmedBounds(confirm(worse))?.maxLR).toBeCloseTo(0.45, 10);
    expect(sentence(worse)).toBe(
      'Confirmed: 100 iterations at 2.5 times less and 2.5 times more both ended worse. So cycle between 0.11 and 0.45.',
    );
    const unclear = [...trained(0.3, 1, 1), ...trained(0.75, 0.2, 1.1), ...trained(0.12, 1.3, 1.2)];
    expect(sentence(unclear)).toBe(
      'Confirmed: of 0.12, 0.3 and 0.75 (100 iterations, two seeds), none did better than 0.3 at every seed. So cycle between 0.11 and 0.45.',
    );
  });

  test('on small data goes down only', () => {
    const small = { ...start, mayClimb: false };
    expect(confirm([], small).next?.rates).toEqual([0.3]);
    const probes = [...trained(0.3, 1, 1), ...trained(0.12, 1.3, 1.2)];
    expect(sentence(probes, small)).toContain('Higher rates were not tried');
  });

  test('without an answer of the curve gives bounds of its own', () => {
    const own: ProbeStart = { ...start, from: 'own-rate' };
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 1.2, 1.3), ...trained(0.12, 1.3, 1.2)];
    expect(confirmedBounds(confirm(probes, own))?.constantLR).toBeCloseTo(0.24, 10);
    expect(sentence(probes, own)).toMatch(/^Short trainings, without a curve: of /);
  });

  test('at which nothing is learned has no bounds, and says so', () => {
    const probes = [0.3, 0.75, 0.048, 1.875, 0.3 / 2.5 ** 4, 0.3 * 2.5 ** 4].flatMap((lr) =>
      trained(lr, 2, 2),
    );
    expect(confirm(probes)).toMatchObject({ bestLR: null, moved: false, next: null });
    expect(confirmedBounds(confirm(probes))).toBeNull();
    expect(sentence(probes)).toContain('none learned at every seed');
  });

  test('says where it was cut short', () => {
    const probes = [0, 1, 2, 3, 4].flatMap((k) => trained(0.001 * 2.5 ** k, 1 - 0.1 * k, 1 - 0.1 * k));
    expect(sentence(probes, { ...start, lr: 0.001 })).toContain('A higher rate may do better still');
  });

  test('of a script that ends sooner counts what all have', () => {
    const shortOf = (lr: number, loss: number) =>
      trained(lr, loss, loss).map((one) => ({ ...one, losses: one.losses.slice(-70), scriptEnded: true }));
    const probes = shortOf(0.3, 1);
    expect(confirm(probes).short.steps).toBe(70);
    expect(confirmLong([...probes, ...shortOf(0.75, 1.2), ...shortOf(0.12, 1.2)])).toMatchObject({
      next: null,
      long: null,
    });
  });

  test('judges a training that ended early by itself by its own iterations, where others went on', () => {
    const [one, other] = trained(0.75, 1.2, 1.2);
    const early = one ? [{ ...one, losses: [2, 2, 2, 2, 2, 2.5], scriptEnded: true }] : [];
    const probes = [...trained(0.3, 1, 1), ...early, ...(other ? [other] : [])];
    expect(confirm(probes).short.steps).toBe(100);
    expect(confirm(probes).short.rates[1]?.results[0]?.outcome).toBe('not-learned');
    expect(nextRates(probes)[0]).toBeCloseTo(0.12, 10);
  });

  test('counts only the latest training of a rate and a seed', () => {
    const again = [...trained(0.3, NaN, NaN), ...trained(0.3, 1, 1), ...trained(0.75, 1.2, 1.2)];
    expect(confirm(again).short.rates.find(({ lr }) => lr === 0.3)?.results[0]?.outcome).toBe('learned');
  });
});

describe('long trainings', () => {
  const stayed = [...trained(0.3, 1, 1), ...trained(0.75, 1.2, 1.1), ...trained(0.12, 1.3, 1.2)];

  test('follow at one seed, at the best of the short ones and below it', () => {
    const { next } = confirmLong(stayed);
    expect(next).toMatchObject({ seeds: [1001], steps: 400 });
    expect(next?.rates.map((lr) => Number(lr.toPrecision(2)))).toEqual([0.3, 0.12]);
    expect(confirmLong(stayed)).toMatchObject({ bestLR: null, long: { rates: [] } });
  });

  test('that agree give the bounds of a cycle', () => {
    const probes = [...stayed, ...long({ 0.3: 0.5, 0.12: 0.6, 0.75: 0.6 })];
    expect(confirmLong(probes)).toMatchObject({ bestLR: 0.3, moved: false, next: null });
    expect(confirmedBounds(confirmLong(probes))).toMatchObject({ maxLR: expect.closeTo(0.45, 10) as number });
    expect(longSentence(probes)).toBe(
      '100 iterations at 2.5 times less and 2.5 times more both ended worse than at 0.3. In 400 iterations, too, 0.3 did best, so cycle between 0.11 and 0.45.',
    );
  });

  test('see what overtakes later, a step up or two down', () => {
    const up = [...stayed, ...long({ 0.3: 0.5, 0.12: 0.6, 0.75: 0.4 })];
    expect(confirmLong(up).bestLR).toBeCloseTo(0.75, 10);
    expect(longSentence(up)).toContain(
      'But in 400 iterations 0.75 ended lower, so cycle between 0.28 and 1.1.',
    );
    const down = [...stayed, ...long({ 0.3: 0.5, 0.12: 0.4, 0.048: 0.3 })];
    expect(confirmLong(down)).toMatchObject({ bestLR: 0.048, next: null });
  });

  test('see what breaks down late, and go below it', () => {
    const probes = [...stayed, ...long({ 0.3: NaN, 0.12: NaN, 0.048: 0.6, 0.0192: 0.7 })];
    expect(confirmLong(probes).bestLR).toBeCloseTo(0.048, 10);
    expect(longSentence(probes)).toContain(
      'But in 400 iterations it broke down, and 0.048 did best. Its neighbours put the lowest loss near 0.032, so cycle between 0.0081 and 0.032: 2.5 times more does not train.',
    );
  });

  test('that all break down leave what the short ones found, and say so', () => {
    const moved = [...trained(0.3, 1, 1), ...trained(0.75, 0.5, 0.5), ...trained(1.875, 1.2, 0.8)];
    const broken = [0, 1, 2, 3, 4].map((down) => training(0.75 / 2.5 ** down, 1001, NaN, 400));
    const probes = [...moved, ...broken];
    expect(confirmLong(probes)).toMatchObject({ bestLR: 0.75, moved: true, next: null });
    expect(confirmedBounds(confirmLong(probes))?.maxLR).toBeCloseTo(1.125, 10);
    expect(longSentence(probes)).toMatch(
      /But longer ones settle nothing: of .* \(400 iterations, one seed\), none learned\. By the short ones alone, cycle between 0\.28 and 1\.1\.$/,
    );
  });

  test('leave no room above a best whose next rate breaks down', () => {
    const cliff = [...trained(0.3, 1, 1), ...trained(0.75, NaN, 1.1), ...trained(0.12, 1.3, 1.2)];
    const probes = [...cliff, ...long({ 0.3: 0.5, 0.12: 0.6, 0.75: NaN })];
    const { optimumLR } = confirmLong(probes);
    expect(optimumLR).toBeLessThan(0.3);
    expect(confirmedBounds(confirmLong(probes))?.maxLR).toBe(optimumLR);
  });

  test('that end before their end leave what the short ones found', () => {
    const moved = [...trained(0.3, 1, 1), ...trained(0.75, 0.5, 0.5), ...trained(1.875, 1.2, 0.8)];
    const cut = [...moved, ...long({ 0.75: 0.3 })];
    expect(confirmLong(cut)).toMatchObject({ bestLR: null, moved: false });
    expect(confirmedBounds(confirmLong(cut))).toBeNull();
    expect(confirmLong(cut, start, true)).toMatchObject({ bestLR: 0.75, long: null, next: null });
    expect(confirmedBounds(confirmLong(cut, start, true))?.maxLR).toBeCloseTo(1.125, 10);
  });

  test('begin at the lowest loss where nothing has learned yet', () => {
    const own: ProbeStart = { lr: 0.01, from: 'own-rate', mayClimb: true };
    const slow = [0, 1, -2, 2, -4, 4].flatMap((place) =>
      trained(0.01 * 2.5 ** place, 1.99 - place / 100, 1.99 - place / 100),
    );
    const highest = 0.01 * 2.5 ** 4;
    expect(confirmLong(slow, own).next?.rates[0]).toBeCloseTo(highest, 10);
    const probes = [
      ...slow,
      training(highest, 1001, 0.5, 400),
      training(highest / 2.5, 1001, 0.7, 400),
      training(highest * 2.5, 1001, 0.7, 400),
    ];
    expect(confirmLong(probes, own).bestLR).toBeCloseTo(highest, 10);
    expect(longSentence(probes, own)).toMatch(
      /^It starts slowly: of .* \(100 iterations, two seeds\), none learned at every seed\. In 400 iterations 0\.39 did best, so cycle/,
    );
    const flat = [...slow, ...[1, 2.5, 0.4].map((factor) => training(factor * highest, 1001, 2, 400))];
    expect(confirmLong(flat, own)).toMatchObject({ bestLR: null, next: null });
    expect(longSentence(flat, own)).toMatch(/Nor did any in 400\. Look at the data and the loss first\.$/);
  });

  test('on small data go down only', () => {
    const small = { ...start, mayClimb: false };
    const probes = [...trained(0.3, 1, 1), ...trained(0.12, 1.3, 1.2), ...long({ 0.3: 0.5, 0.12: 0.6 })];
    expect(confirmLong(probes, small)).toMatchObject({ bestLR: 0.3, next: null });
  });
});

describe('where it starts', () => {
  const range = { lo: 1e-6, hi: 10 };
  const answer = findBounds([[madeCurve()]]);
  const without = (...flags: Flag[]) => ({
    ...answer,
    bounds: { baseLR: null, maxLR: null, constantLR: null },
    flags,
  });

  test('is the constant rate of the answer', () => {
    const lr = answer.bounds.constantLR;
    expect(chooseStart(answer, range, 0.01)).toEqual({
      kind: 'start',
      start: { lr, from: 'answer', mayClimb: true },
    });
    const small = { ...answer, flags: ['many-epochs'] as Flag[] };
    expect(chooseStart(small, range, 0.01)).toMatchObject({ start: { mayClimb: false } });
  });

  test.each<[Flag, number, string]>([
    ['extend-up', 10, 'top'],
    ['extend-down', 1e-6 / 6.3, 'bottom'],
    ['too-noisy', 0.01, 'own-rate'],
    ['seeds-disagree', 0.01, 'own-rate'],
    // One ramp of 200 iterations taught a convnet with plain SGD nothing, and 500 at a good rate 86 %.
    ['never-learned', 0.01, 'own-rate'],
  ])('without an answer, with %s, is %d', (flag, lr, from) => {
    expect(chooseStart(without(flag), range, 0.01)).toMatchObject({ kind: 'start', start: { lr, from } });
  });

  test.each<Flag>(['never-finite', 'in-order'])('is nowhere with %s', (flag) => {
    expect(chooseStart(without(flag), range, 0.01).kind).toBe('refused');
  });

  test('is nowhere where the script is known to be shorter than a probe', () => {
    expect(chooseStart(answer, range, 0.01, 60).kind).toBe('start');
    expect(chooseStart(answer, range, 0.01, 59)).toEqual({
      kind: 'refused',
      why: 'The script makes only 59 iterations, too few to tell rates apart. Short trainings need at least 60: raise the number of epochs, or use a smaller batch size.',
    });
  });

  test('is nowhere without any rate', () => {
    expect(chooseStart(without('too-noisy'), range, null)).toMatchObject({ kind: 'refused' });
  });
});
