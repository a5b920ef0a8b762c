/**
 * What long trainings at the end of a confirmation add: rules that all earlier cases suggested, written down before the
 * latest ones were trained.
 */
import { type Bounds, chooseStart, isBroken, PROBE_FACTOR, PROBE_SEEDS, PROBE_STEPS } from '../../src/tuning';
import { judgeProbe } from '../../src/tuning/confirmation/probe';
import {
  isLearned,
  nextLongProbes,
  nextProbes,
  type Probed,
  type Walk,
} from '../../src/tuning/confirmation/walk';
import {
  CONFIRMED,
  ONE_RAMP,
  ofBounds,
  OWN,
  QUICK_CONFIRMED,
  rangeTest,
  type Tested,
  TODAY,
} from './finders';
import { short, type Trainee } from './trainee';
import { CYCLE_FACTOR, type Suggestion } from './ways';
import { USUAL_LIMITS } from '../../src/tuning';

const LONG_STEPS = 400;
const ONE_SEED = PROBE_SEEDS.slice(0, 1);

/** Rates on a grid around the start, trained shortly or long. */
class Probing {
  steps = 0;
  private readonly probed = new Map<string, Map<number, ReturnType<typeof judged>[]>>();

  constructor(
    private readonly trainee: Trainee,
    readonly start: number,
  ) {}

  async walk(
    length: number,
    seeds: readonly number[],
    next: (probed: Probed) => Walk,
  ): Promise<number | null> {
    const known = this.at(length, seeds.length);
    for (;;) {
      const walk = next(known);
      if (walk.kind === 'done') return walk.winner;
      for (const place of walk.places) {
        const results = [];
        for (const seed of seeds) results.push(await this.probe(place, length, seed));
        known.set(place, results);
      }
    }
  }

  /** Whether the next higher rate broke down, or learned nothing, in whatever training it was in. */
  nextIsDead(place: number): boolean {
    return [...this.probed.values()].some((known) => {
      const results = known.get(place + 1);
      return results !== undefined && !isLearned(results);
    });
  }

  rate(place: number): number {
    return this.start * PROBE_FACTOR ** place;
  }

  private at(length: number, seeds: number) {
    const key = `${length} ${seeds}`;
    const known = this.probed.get(key) ?? new Map<number, ReturnType<typeof judged>[]>();
    this.probed.set(key, known);
    return known;
  }

  private async probe(place: number, length: number, seed: number) {
    const lr = this.rate(place);
    const name = length === PROBE_STEPS ? 'probe' : `probe of ${length}`;
    const { losses } = await this.trainee.train(
      `${name} ${lr.toPrecision(6)} seed ${seed}`,
      { rates: Array.from({ length }, () => lr), seed },
      (told) => ({ losses: short(told.losses) }),
    );
    const values = losses.map((loss) => loss ?? NaN);
    const brokenAt = values.findIndex((_, i) => isBroken(values.slice(0, i + 1)));
    this.steps += brokenAt < 0 ? values.length : brokenAt + 1;
    return judged(values, length, brokenAt >= 0);
  }
}

function judged(losses: readonly number[], steps: number, broke: boolean) {
  const result = judgeProbe(losses, steps, broke);
  if (result === null) throw new Error(`${losses.length} losses of ${steps}.`);
  return result;
}

export const LONG = '(f) one ramp of 200, short, then long trainings';
export const AFTER_TODAY = '(g) today, short, then long trainings';

export async function findLong(trainee: Trainee): Promise<Suggestion[]> {
  const today = await rangeTest(trainee, USUAL_LIMITS);
  const oneRamp = await rangeTest(trainee, ONE_RAMP);
  const { ownRate } = trainee.one;
  return [
    { finder: OWN, constantLR: ownRate, maxLR: CYCLE_FACTOR * ownRate, steps: 0 },
    ofBounds(TODAY, today),
    await shortOnly(CONFIRMED, today, trainee, 2),
    await shortOnly(`${CONFIRMED}, cycle always to 1.5`, today, trainee, CYCLE_FACTOR),
    await shortOnly(QUICK_CONFIRMED, oneRamp, trainee, 2),
    await shortOnly(`${QUICK_CONFIRMED}, cycle always to 1.5`, oneRamp, trainee, CYCLE_FACTOR),
    await withLong(LONG, oneRamp, trainee, ONE_SEED, false),
    await withLong(`${LONG}; cycle to the best where the next breaks down`, oneRamp, trainee, ONE_SEED, true),
    await withLong('(f2) the same with two seeds', oneRamp, trainee, PROBE_SEEDS, true),
    await withLong(AFTER_TODAY, today, trainee, ONE_SEED, true),
    await longOnly('(h) one ramp of 200, long trainings at once', oneRamp, trainee),
  ];
}

function startOf({ answer, ramp }: Tested, trainee: Trainee) {
  const choice = chooseStart(answer, ramp, trainee.one.ownRate);
  return choice.kind === 'refused' ? null : choice.start;
}

/** @param stayed top of the cycle over the constant rate where the answer of the range test stays */
async function shortOnly(
  finder: string,
  tested: Tested,
  trainee: Trainee,
  stayed: number,
): Promise<Suggestion> {
  const start = startOf(tested, trainee);
  if (!start) return ofBounds(finder, tested);
  const probing = new Probing(trainee, start.lr);
  const best = await probing.walk(PROBE_STEPS, PROBE_SEEDS, (probed) => nextProbes(probed, start.mayClimb));
  const factor = best === 0 && start.from === 'answer' ? stayed : CYCLE_FACTOR;
  return { finder, ...ratesAt(probing, best, factor, tested.bounds), steps: tested.steps + probing.steps };
}

async function withLong(
  finder: string,
  tested: Tested,
  trainee: Trainee,
  seeds: readonly number[],
  careful: boolean,
): Promise<Suggestion> {
  const start = startOf(tested, trainee);
  if (!start) return ofBounds(finder, tested);
  const { lr, mayClimb } = start;
  const probing = new Probing(trainee, lr);
  const after = await probing.walk(PROBE_STEPS, PROBE_SEEDS, (probed) => nextProbes(probed, mayClimb));
  const long = (from: number) =>
    probing.walk(LONG_STEPS, seeds, (probed) => nextLongProbes(probed, from, mayClimb));
  const best = after === null ? null : await long(after);
  const factor = careful && best !== null && probing.nextIsDead(best) ? 1 : CYCLE_FACTOR;
  return { finder, ...ratesAt(probing, best, factor, tested.bounds), steps: tested.steps + probing.steps };
}

async function longOnly(finder: string, tested: Tested, trainee: Trainee): Promise<Suggestion> {
  const start = startOf(tested, trainee);
  if (!start) return ofBounds(finder, tested);
  const probing = new Probing(trainee, start.lr);
  const best = await probing.walk(LONG_STEPS, ONE_SEED, (probed) => nextProbes(probed, start.mayClimb));
  const factor = best !== null && probing.nextIsDead(best) ? 1 : CYCLE_FACTOR;
  return { finder, ...ratesAt(probing, best, factor, tested.bounds), steps: tested.steps + probing.steps };
}

function ratesAt(probing: Probing, best: number | null, factor: number, otherwise: Bounds) {
  if (best === null) return { constantLR: otherwise.constantLR, maxLR: otherwise.maxLR };
  return { constantLR: probing.rate(best), maxLR: factor * probing.rate(best) };
}
