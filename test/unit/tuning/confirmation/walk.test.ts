import { describe, expect, test } from 'vitest';
import { MOST_PROBED } from '../../../../src/tuning';
import type { ProbeResult } from '../../../../src/tuning/confirmation/probe';
import {
  isLearned,
  nextLongProbes,
  nextProbes,
  type Probed,
  type Walk,
} from '../../../../src/tuning/confirmation/walk';
import { randomNumbers } from '../../../../src/tuning';

type World = (place: number) => ProbeResult[];
const learned = (...losses: number[]): ProbeResult[] =>
  losses.map((endLoss) => ({ outcome: 'learned', endLoss, startLoss: 2 }));
const broken: ProbeResult[] = [
  { outcome: 'broken', endLoss: Infinity, startLoss: 2 },
  { outcome: 'broken', endLoss: Infinity, startLoss: 2 },
];
const flat: ProbeResult[] = [
  { outcome: 'not-learned', endLoss: 2, startLoss: 2 },
  { outcome: 'not-learned', endLoss: 2, startLoss: 2 },
];

/** Walks to the end. */
function walk(world: World, next: boolean | ((probed: Probed) => Walk) = true) {
  const probed = new Map<number, readonly ProbeResult[]>();
  const order: number[] = [];
  for (;;) {
    const step = typeof next === 'boolean' ? nextProbes(probed, next) : next(probed);
    if (step.kind === 'done') return { ...step, order, probed };
    expect(step.places.length).toBeGreaterThan(0);
    for (const place of step.places) {
      expect(probed.has(place)).toBe(false);
      probed.set(place, world(place));
      order.push(place);
    }
    expect(probed.size).toBeLessThanOrEqual(MOST_PROBED);
  }
}

/** Lowest at `best`, broken from `cliff` on. */
const bowl =
  (best: number, cliff = Infinity): World =>
  (place) =>
    place >= cliff ? broken : learned(1 + (place - best) ** 2, 1.1 + (place - best) ** 2);

describe('the walk', () => {
  test('tries the start and the next higher rate first, then the next lower', () => {
    expect(walk(bowl(0))).toMatchObject({ winner: 0, cut: false, order: [0, 1, -1] });
  });

  test('climbs as long as every seed is better, and stays below what broke', () => {
    expect(walk(bowl(2))).toMatchObject({ winner: 2, order: [0, 1, 2, 3] });
    expect(walk(bowl(3, 2))).toMatchObject({ winner: 1, order: [0, 1, 2] });
  });

  test('does not climb for one seed alone', () => {
    const world: World = (place) => (place === 1 ? learned(0.1, 1.2) : bowl(0)(place));
    expect(walk(world).winner).toBe(0);
  });

  test('goes down for the mean', () => {
    const world: World = (place) => (place === -1 ? learned(0.1, 1.2) : bowl(0)(place));
    expect(walk(world)).toMatchObject({ winner: -1, order: [0, 1, -1, -2] });
    expect(walk(bowl(-2))).toMatchObject({ winner: -2, order: [0, 1, -1, -2, -3] });
  });

  test('ends after four moves, and says so', () => {
    expect(walk(bowl(9))).toMatchObject({ winner: 4, cut: true, order: [0, 1, 2, 3, 4] });
    expect(walk(bowl(-9))).toMatchObject({ winner: -4, cut: true });
    expect(walk(bowl(4)).cut).toBe(true);
  });

  test('looks elsewhere where the start does not learn', () => {
    const low: World = (place) => (place < 2 ? flat : bowl(3)(place));
    expect(walk(low)).toMatchObject({ winner: 3, order: [0, 1, -2, 2, 3, 4] });
    const near: World = (place) => (place < 1 ? flat : bowl(1)(place));
    expect(walk(near)).toMatchObject({ winner: 1, order: [0, 1, 2] });
    const high: World = (place) => (place > -3 ? broken : bowl(-4)(place));
    expect(walk(high)).toMatchObject({ winner: -4, order: [0, 1, -2, -4, -3, -5] });
  });

  test('ends with nothing where nothing learns', () => {
    expect(walk(() => flat)).toMatchObject({ winner: null, order: [0, 1, -2, 2, -4, 4] });
    expect(walk(() => broken)).toMatchObject({ winner: null, order: [0, 1, -2, -4] });
  });

  test('never goes up where a lower training loss may be over-fitting', () => {
    expect(walk(bowl(2), false)).toMatchObject({ winner: 0, order: [0, -1] });
    expect(walk(bowl(-1), false)).toMatchObject({ winner: -1, order: [0, -1, -2] });
    expect(walk(() => flat, false)).toMatchObject({ winner: null, order: [0, -2, -4] });
  });
});

describe('the walk of long trainings', () => {
  const one =
    (world: World): World =>
    (place) =>
      world(place).slice(0, 1);
  const long = (world: World, from: number, mayClimb = true) =>
    walk(one(world), (probed) => nextLongProbes(probed, from, mayClimb));

  test('compares where it begins with the next lower, then with the next higher', () => {
    expect(long(bowl(3), 3)).toMatchObject({ winner: 3, order: [3, 2, 4], cut: false });
    expect(long(bowl(3), 3, false)).toMatchObject({ winner: 3, order: [3, 2] });
  });

  test('goes one up, or two down', () => {
    expect(long(bowl(9), 3)).toMatchObject({ winner: 4, order: [3, 2, 4] });
    expect(long(bowl(2), 3)).toMatchObject({ winner: 2, order: [3, 2, 1] });
    expect(long(bowl(-9), 3)).toMatchObject({ winner: 1, order: [3, 2, 1] });
  });

  test('falls below what broke down', () => {
    expect(long(bowl(5, 1), 3)).toMatchObject({ winner: 0, order: [3, 2, 1, 0, -1] });
    expect(long(() => broken, 3)).toMatchObject({ winner: null, order: [3, 2, 1, 0, -1] });
  });

  test('takes no rate that did not learn', () => {
    expect(long(() => flat, 3)).toMatchObject({ winner: null, order: [3, 2, 4] });
    expect(long((place) => (place < 4 ? flat : bowl(4)(place)), 3).winner).toBe(4);
  });
});

describe('whatever the losses are', () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);

  test.each([true, false])(
    'it ends, and never with a rate that broke or did not learn (up: %s)',
    (mayClimb) => {
      for (const seed of seeds) {
        const random = randomNumbers(seed);
        const rates = new Map<number, ProbeResult[]>();
        const world: World = (place) => {
          const one = (): ProbeResult => {
            const roll = random();
            if (roll < 0.25) return { outcome: 'broken', endLoss: Infinity, startLoss: 2 };
            return { outcome: roll < 0.4 ? 'not-learned' : 'learned', endLoss: random(), startLoss: 2 };
          };
          rates.set(place, rates.get(place) ?? [one(), one()]);
          return rates.get(place) ?? [];
        };
        const from = Math.floor(5 * random()) - 2;
        const next = (probed: Probed) => nextLongProbes(probed, from, mayClimb);
        for (const walked of [walk(world, mayClimb), walk(world, next)]) {
          const { winner, probed } = walked;
          if (winner !== null) expect(isLearned(probed.get(winner) ?? [])).toBe(true);
        }
        const { winner, probed } = walk(world, mayClimb);
        if (winner !== null) expect(isLearned(probed.get(winner) ?? [])).toBe(true);
        if (winner !== null && !mayClimb) expect(winner).toBeLessThanOrEqual(0);
      }
    },
  );

  test('a convex loss gives the same rate from wherever the walk starts', () => {
    for (const cliff of [Infinity, 2]) {
      for (let from = -4; from <= 1; from++) {
        const shifted: World = (place) => bowl(0, cliff)(place + from);
        const { winner } = walk(shifted);
        expect((winner ?? NaN) + from).toBe(0);
      }
    }
  });
});
