/** Ways to a rate, each by the product's own rules or another tool's, and the steps that it trains. */
import {
  type Bounds,
  type BoundsAnswer,
  chooseStart,
  type Curve,
  confirmationOf,
  confirmedBounds,
  findBounds,
  isBroken,
  nextRamps,
  PROBE_SEEDS,
  PROBE_STEPS,
  type ProbeStart,
  type Ramp,
  type RampLimits,
  rampRate,
  type RecordedProbe,
  USUAL_LIMITS,
} from '../../src/tuning';
import { fastaiSlide, peers } from '../bounds/peers';
import { medianRate } from '../../src/tuning/statistics';
import { AFTER_PROBES, AFTER_RAMPS, edgeOf, tenthOfMinimum } from './candidates';
import { byHand } from './byHand';
import { short, type Trainee } from './trainee';
import { CYCLE_FACTOR, type Suggestion, type Way } from './ways';

/** Others' rates are not trained again with other lengths and schedules, for want of time; the two safest are. */
export function isTrainedFor({ use, steps }: Way, { finder }: Suggestion): boolean {
  if (use === 'constant' && steps === 500) return true;
  const rule = OTHERS.find(([name]) => finder.startsWith(name))?.[0];
  return rule === undefined || (steps === 500 && use === 'cycle' && SAFE.includes(rule));
}

const ONE_LENGTH: RampLimits = { ...USUAL_LIMITS, maxSteps: USUAL_LIMITS.ramp.steps };
export const ONE_RAMP: RampLimits = { ...ONE_LENGTH, seeds: 1 };
export const OWN = "the script's own rate";
export const TODAY = '(a) today: lengths doubled, three seeds';
export const CONFIRMED = '(b) today + confirmation';
export const QUICK_CONFIRMED = '(d) one ramp of 200 + confirmation';
const MINIMUM_TENTH_TWICE = "fastai minimum ÷ 10, today's ramps; cycle to twice that";

export async function findAll(trainee: Trainee): Promise<Suggestion[]> {
  const today = await rangeTest(trainee, USUAL_LIMITS);
  const oneLength = await rangeTest(trainee, ONE_LENGTH);
  const oneRamp = await rangeTest(trainee, ONE_RAMP);
  const { ownRate } = trainee.one;
  return [
    { finder: OWN, constantLR: ownRate, maxLR: CYCLE_FACTOR * ownRate, steps: 0 },
    ofBounds(TODAY, today),
    await confirmed(CONFIRMED, today, trainee),
    ofBounds('(c0) one length, three seeds', oneLength),
    await confirmed('(c) one length, three seeds + confirmation', oneLength, trainee),
    ofBounds('(d0) one ramp of 200', oneRamp),
    await confirmed(QUICK_CONFIRMED, oneRamp, trainee),
    await withoutRamp(trainee),
    ...(await byHand(trainee)),
    ...byOthers(oneRamp, today),
  ];
}

/** Only what the rules in `candidates.ts` need. */
export async function findCandidates(trainee: Trainee): Promise<Suggestion[]> {
  const today = await rangeTest(trainee, USUAL_LIMITS);
  const oneRamp = await rangeTest(trainee, ONE_RAMP);
  const { ownRate } = trainee.one;
  const edge = edgeOf(today.answer);
  const isPlainSgd = trainee.one.optimizer === 'sgd';
  const afterRamps = Object.entries(AFTER_RAMPS).map(([name, rule]) =>
    twice(`(a) ${name}`, edge && rule(edge, today.curves, isPlainSgd), today.steps),
  );
  return [
    { finder: OWN, constantLR: ownRate, maxLR: CYCLE_FACTOR * ownRate, steps: 0 },
    ofBounds(TODAY, today),
    ...afterRamps,
    twice(MINIMUM_TENTH_TWICE, tenthOfMinimum(today.curves), today.steps),
    await confirmed(CONFIRMED, today, trainee),
    ...(await candidatesAfterProbes('(b)', today, trainee)),
    ofBounds('(d0) one ramp of 200', oneRamp),
    await confirmed(QUICK_CONFIRMED, oneRamp, trainee),
    ...(await candidatesAfterProbes('(d)', oneRamp, trainee)),
  ];
}

async function candidatesAfterProbes(
  before: string,
  tested: Tested,
  trainee: Trainee,
): Promise<Suggestion[]> {
  const choice = chooseStart(tested.answer, tested.ramp, trainee.one.ownRate);
  const found = choice.kind === 'refused' ? null : await confirm(choice.start, trainee);
  return Object.entries(AFTER_PROBES).map(([name, { constant, cycle }]) => {
    const finder = `${before} ${name}`;
    if (!found?.bestLR) return ofBounds(finder, tested);
    const rates = { constantLR: constant * found.bestLR, maxLR: cycle * found.bestLR };
    return { finder, ...rates, steps: tested.steps + found.steps };
  });
}

function twice(finder: string, constantLR: number | null, steps: number): Suggestion {
  return { finder, constantLR, maxLR: constantLR && 2 * constantLR, steps };
}

export interface Tested {
  readonly bounds: Bounds;
  readonly answer: BoundsAnswer;
  readonly ramp: Ramp;
  /** Of the length that gave the answer. */
  readonly curves: readonly Curve[];
  readonly steps: number;
}

export async function rangeTest(trainee: Trainee, usual: RampLimits): Promise<Tested> {
  const { stepsPerEpoch } = await trainee.about();
  let levels: Curve[][] = [];
  let steps = 0;
  let limits = usual;
  let next = nextRamps(levels, limits);
  while (next.kind === 'run') {
    limits = next.limits;
    const curves: Curve[] = [];
    for (const seed of next.seeds) curves.push(await runRamp(trainee, next.ramp, seed));
    steps += curves.reduce((sum, { loss }) => sum + loss.length, 0);
    levels = next.why === 'double' ? [...levels, curves] : [curves];
    next = nextRamps(levels, limits);
  }
  const answer = findBounds(levels, { plainSgd: trainee.one.optimizer === 'sgd', stepsPerEpoch });
  return { bounds: answer.bounds, answer, ramp: limits.ramp, curves: levels[answer.level] ?? [], steps };
}

async function runRamp(trainee: Trainee, ramp: Ramp, seed: number): Promise<Curve> {
  const { lo, hi, steps } = ramp;
  const rates = Array.from({ length: steps }, (_, i) => rampRate(ramp, i));
  const { losses, accuracies } = await trainee.train(
    `ramp ${lo} ${hi} ${steps} seed ${seed}`,
    { rates, seed, accuracies: true },
    (told) => ({ losses: short(told.losses), accuracies: told.accuracies && short(told.accuracies) }),
  );
  return {
    lr: rates.slice(0, losses.length),
    loss: losses.map((loss) => loss ?? NaN),
    ...(accuracies && { accuracy: accuracies.map((one) => one ?? undefined) }),
  };
}

async function confirmed(finder: string, tested: Tested, trainee: Trainee): Promise<Suggestion> {
  const choice = chooseStart(tested.answer, tested.ramp, trainee.one.ownRate);
  if (choice.kind === 'refused') return ofBounds(finder, tested);
  const { bounds, steps } = await confirm(choice.start, trainee);
  return ofBounds(finder, { bounds: bounds ?? tested.bounds, steps: tested.steps + steps });
}

async function withoutRamp(trainee: Trainee, displaced = 1): Promise<Suggestion> {
  const start: ProbeStart = { lr: displaced * trainee.one.ownRate, from: 'own-rate', mayClimb: true };
  const { bounds, steps } = await confirm(start, trainee);
  const from = displaced === 1 ? 'the own rate' : `${displaced} times the own rate`;
  return ofBounds(`(e) confirmation alone, from ${from}`, { bounds, steps });
}

/** How far the end of a confirmation depends on where it starts. */
export async function findFromElsewhere(trainee: Trainee): Promise<Suggestion[]> {
  return [await withoutRamp(trainee, 0.1), await withoutRamp(trainee, 10)];
}

async function confirm(
  start: ProbeStart,
  trainee: Trainee,
): Promise<{ bestLR: number | null; bounds: Bounds | null; steps: number }> {
  const probes: RecordedProbe[] = [];
  let confirmation = confirmationOf(start, probes, PROBE_SEEDS);
  while (confirmation.next.length > 0) {
    for (const lr of confirmation.next) {
      for (const seed of PROBE_SEEDS) probes.push(await probe(trainee, lr, seed));
    }
    confirmation = confirmationOf(start, probes, PROBE_SEEDS);
  }
  const steps = probes.reduce((sum, { losses }) => sum + losses.length, 0);
  return { bestLR: confirmation.bestLR, bounds: confirmedBounds(confirmation), steps };
}

/** Ended at the step at which the product would end it. */
async function probe(trainee: Trainee, lr: number, seed: number): Promise<RecordedProbe> {
  const { losses } = await trainee.train(
    `probe ${lr.toPrecision(6)} seed ${seed}`,
    { rates: Array.from({ length: PROBE_STEPS }, () => lr), seed },
    (told) => ({ losses: short(told.losses) }),
  );
  const values = losses.map((loss) => loss ?? NaN);
  const brokenAt = values.findIndex((_, i) => isBroken(values.slice(0, i + 1)));
  const made = brokenAt < 0 ? values : values.slice(0, brokenAt + 1);
  return { lr, seed, losses: made, gaveUp: brokenAt >= 0, scriptEnded: false };
}

const OTHERS: readonly [string, (curve: Curve) => number | null][] = [
  ...Object.entries(peers).filter(([name]) => name !== 'Lightning before 2.5.3'),
  ['fastai slide', fastaiSlide],
];
const SAFE = ['fastai minimum ÷ 10', 'fastai valley (its default)'];
/** Those that longer ramps do not spoil, as `bench/bounds` shows. */
const FOR_LONG_RAMPS = ['fastai minimum ÷ 10', 'fastai valley (its default)', 'pytorch-lr-finder'];

/** Others give one rate, to train at or to peak at. */
function byOthers(oneRamp: Tested, today: Tested): Suggestion[] {
  const of = (name: string, rule: (curve: Curve) => number | null, { curves, steps }: Tested): Suggestion => {
    const rates = curves.map(rule).filter((rate) => rate !== null && rate > 0);
    const lr = medianRate(rates as number[]);
    return { finder: name, constantLR: lr, maxLR: lr, steps };
  };
  return OTHERS.flatMap(([name, rule]) => [
    of(`${name}, one ramp`, rule, oneRamp),
    ...(FOR_LONG_RAMPS.includes(name) ? [of(`${name}, today's ramps`, rule, today)] : []),
  ]);
}

export function ofBounds(
  finder: string,
  { bounds, steps }: { bounds: Bounds | null; steps: number },
): Suggestion {
  return { finder, constantLR: bounds?.constantLR ?? null, maxLR: bounds?.maxLR ?? null, steps };
}
