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
  return losses.map((loss, i) => ({
    lr,
    seed: SEEDS[i] ?? 0,
    losses: Number.isNaN(loss)
      ? [2, NaN]
      : [...new Array<number>(80).fill(2), ...new Array<number>(20).fill(loss)],
    gaveUp: false,
    scriptEnded: false,
  }));
}
const confirm = (probes: RecordedProbe[], from = start) => confirmationOf(from, probes, SEEDS);
const sentence = (probes: RecordedProbe[], from = start) => {
  const said = confirmationSentence(confirm(probes, from));
  return said && textOf(said);
};

describe('a confirmation', () => {
  test('asks for the start and 2.5 times it, then for what follows', () => {
    expect(confirm([]).next).toEqual([0.3, 0.75]);
    expect(confirm([...trained(0.3, 1, 1), ...trained(0.75, 0.8, 0.9)]).next).toEqual([1.875]);
    expect(confirm([...trained(0.3, 1, 1), ...trained(0.75, 0.8, 1.1)]).next[0]).toBeCloseTo(0.12, 10);
  });

  test('waits for every seed of a rate', () => {
    const [one] = trained(0.3, 1);
    expect(confirm(one ? [one] : []).next).toEqual([0.3, 0.75]);
  });

  test('that moved gives the best rate, a half more at the top of a cycle, and a quarter of that as a base', () => {
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 0.5, 0.5), ...trained(1.875, NaN, 0.4)];
    const moved = confirm(probes);
    expect(moved).toMatchObject({ bestLR: 0.75, moved: true, next: [], steps: 100 });
    expect(confirmedBounds(moved)).toEqual({ baseLR: 1.125 / 4, maxLR: 1.125, constantLR: 0.75 });
    expect(sentence(probes)).toBe(
      'Short trainings did better than the curve suggests: of 0.3, 0.75 and 1.9 (100 iterations, two seeds), 0.75 ended with the lowest loss, so cycle between 0.28 and 1.1.',
    );
  });

  test('does not call the lowest what is not', () => {
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 0.6, 0.6), ...trained(1.875, 0.1, 0.7)];
    expect(sentence(probes)).toContain('0.75 is the highest that did better at every seed, so cycle');
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

  test('that did not move keeps the bounds', () => {
    const worse = [...trained(0.3, 1, 1), ...trained(0.75, 1.2, NaN), ...trained(0.12, 1.3, 1.2)];
    expect(confirm(worse)).toMatchObject({ bestLR: 0.3, moved: false });
    expect(confirmedBounds(confirm(worse))).toBeNull();
    expect(sentence(worse)).toBe(
      'Confirmed: 100 iterations at 2.5 times less and 2.5 times more both ended worse.',
    );
    const unclear = [...trained(0.3, 1, 1), ...trained(0.75, 0.2, 1.1), ...trained(0.12, 1.3, 1.2)];
    expect(sentence(unclear)).toBe(
      'Confirmed: of 0.12, 0.3 and 0.75 (100 iterations, two seeds), none did better than 0.3 at every seed.',
    );
  });

  test('on small data goes down only', () => {
    const small = { ...start, mayClimb: false };
    expect(confirm([], small).next).toEqual([0.3]);
    const probes = [...trained(0.3, 1, 1), ...trained(0.12, 1.3, 1.2)];
    expect(sentence(probes, small)).toContain('Higher rates were not tried');
  });

  test('without an answer of the curve gives bounds of its own', () => {
    const own: ProbeStart = { ...start, from: 'own-rate' };
    const probes = [...trained(0.3, 1, 1), ...trained(0.75, 1.2, NaN), ...trained(0.12, 1.3, 1.2)];
    expect(confirmedBounds(confirm(probes, own))?.constantLR).toBe(0.3);
    expect(sentence(probes, own)).toMatch(/^Short trainings, without a curve: of /);
  });

  test('at which nothing is learned has no bounds, and says so', () => {
    const probes = [0.3, 0.75, 0.048, 1.875, 0.3 / 2.5 ** 4, 0.3 * 2.5 ** 4].flatMap((lr) =>
      trained(lr, 2, 2),
    );
    expect(confirm(probes)).toMatchObject({ bestLR: null, moved: false, next: [] });
    expect(confirmedBounds(confirm(probes))).toBeNull();
    expect(sentence(probes)).toContain('none learned at every seed');
  });

  test('says where it was cut short', () => {
    const probes = [0, 1, 2, 3, 4].flatMap((k) => trained(0.001 * 2.5 ** k, 1 - 0.1 * k, 1 - 0.1 * k));
    expect(sentence(probes, { ...start, lr: 0.001 })).toContain('A higher rate may do better still');
  });

  test('of a script that ends sooner counts what all have', () => {
    const probes = trained(0.3, 1, 1).map((one) => ({
      ...one,
      losses: one.losses.slice(10, 80),
      scriptEnded: true,
    }));
    expect(confirm(probes).steps).toBe(70);
  });

  test('judges a training that ended early by itself by its own iterations, where others went on', () => {
    const [one, other] = trained(0.75, 1.2, 1.2);
    const early = one ? [{ ...one, losses: [2, 2, 2, 2, 2, 2.5], scriptEnded: true }] : [];
    const probes = [...trained(0.3, 1, 1), ...early, ...(other ? [other] : [])];
    expect(confirm(probes).steps).toBe(100);
    expect(confirm(probes).rates[1]?.results[0]?.outcome).toBe('not-learned');
    expect(confirm(probes).next[0]).toBeCloseTo(0.12, 10);
  });

  test('counts only the latest training of a rate and a seed', () => {
    const again = [...trained(0.3, NaN, NaN), ...trained(0.3, 1, 1), ...trained(0.75, 1.2, 1.2)];
    expect(confirm(again).rates.find(({ lr }) => lr === 0.3)?.results[0]?.outcome).toBe('learned');
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
  ])('without an answer, with %s, is %d', (flag, lr, from) => {
    expect(chooseStart(without(flag), range, 0.01)).toMatchObject({ kind: 'start', start: { lr, from } });
  });

  test.each<Flag>(['never-learned', 'never-finite', 'in-order'])('is nowhere with %s', (flag) => {
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
