/** Ways to a rate, each by the product's own rules or another tool's, and the steps that it trains. */
import { chooseStart, type Curve, type ProbeStart, type RampLimits, USUAL_LIMITS } from '../../src/tuning';
import { medianRate } from '../../src/tuning/statistics';
import { fastaiSlide, peers } from '../bounds/peers';
import { byHand } from './byHand';
import { AFTER_PROBES, AFTER_RAMPS, edgeOf, tenthOfMinimum } from './candidates';
import { atBest, confirm, confirmed, ofBounds, rangeTest, type Tested } from './ours';
import type { Trainee } from './trainee';
import { CYCLE_FACTOR, type Suggestion, type Way } from './ways';

/** Others' rates are not trained again with other lengths and schedules, for want of time; the two safest are. */
export function isTrainedFor({ use, steps }: Way, { finder }: Suggestion): boolean {
  if (use === 'constant' && steps === 500) return true;
  const rule = OTHERS.find(([name]) => finder.startsWith(name))?.[0];
  return rule === undefined || (steps === 500 && use === 'cycle' && SAFE.includes(rule));
}

const ONE_LENGTH: RampLimits = { ...USUAL_LIMITS, maxSteps: USUAL_LIMITS.ramp.steps };
const ONE_RAMP: RampLimits = { ...ONE_LENGTH, seeds: 1 };
export const OWN = "the script's own rate";
export const TODAY = '(a) today: lengths doubled, three seeds';
export const SHORT = '(b) today + short trainings';
export const QUICK_SHORT = '(d) one ramp of 200 + short trainings';
export const QUICK_CONFIRMED = '(f) one ramp of 200 + short and long trainings';
export const CONFIRMED = '(g) today + short and long trainings';
export const AT_BEST_QUICK = '(f0) as (f), at the best of its rates itself';
export const AT_BEST = '(g0) as (g), at the best of its rates itself';
const LONG_AT_ONCE = '(h) as (f), without the short ones';
const MINIMUM_TENTH_TWICE = "fastai minimum ÷ 10, today's ramps; cycle to twice that";

export async function findAll(trainee: Trainee): Promise<Suggestion[]> {
  const today = await rangeTest(trainee, USUAL_LIMITS);
  const oneLength = await rangeTest(trainee, ONE_LENGTH);
  const oneRamp = await rangeTest(trainee, ONE_RAMP);
  const { ownRate } = trainee.one;
  return [
    { finder: OWN, constantLR: ownRate, maxLR: CYCLE_FACTOR * ownRate, steps: 0 },
    ofBounds(TODAY, today),
    await confirmed(SHORT, today, trainee, 'short'),
    ofBounds('(c0) one length, three seeds', oneLength),
    await confirmed('(c) one length, three seeds + short trainings', oneLength, trainee, 'short'),
    ofBounds('(d0) one ramp of 200', oneRamp),
    await confirmed(QUICK_SHORT, oneRamp, trainee, 'short'),
    await withoutRamp(trainee),
    ...(await confirmations(today, oneRamp, trainee)),
    ...(await byHand(trainee)),
    ...byOthers(oneRamp, today),
  ];
}

/** What the product does, and the short trainings alone, which it made before. */
export async function findOurs(trainee: Trainee): Promise<Suggestion[]> {
  const today = await rangeTest(trainee, USUAL_LIMITS);
  const oneRamp = await rangeTest(trainee, ONE_RAMP);
  const { ownRate } = trainee.one;
  return [
    { finder: OWN, constantLR: ownRate, maxLR: CYCLE_FACTOR * ownRate, steps: 0 },
    ofBounds(TODAY, today),
    await confirmed(SHORT, today, trainee, 'short'),
    ofBounds('(d0) one ramp of 200', oneRamp),
    await confirmed(QUICK_SHORT, oneRamp, trainee, 'short'),
    ...(await confirmations(today, oneRamp, trainee)),
  ];
}

async function confirmations(today: Tested, oneRamp: Tested, trainee: Trainee): Promise<Suggestion[]> {
  return [
    await confirmed(QUICK_CONFIRMED, oneRamp, trainee, 'whole'),
    await confirmed(CONFIRMED, today, trainee, 'whole'),
    await atBest(AT_BEST_QUICK, oneRamp, trainee),
    await atBest(AT_BEST, today, trainee),
    await confirmed(LONG_AT_ONCE, oneRamp, trainee, 'long'),
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
    await confirmed(SHORT, today, trainee, 'short'),
    ...(await candidatesAfterProbes('(b)', today, trainee)),
    ofBounds('(d0) one ramp of 200', oneRamp),
    await confirmed(QUICK_SHORT, oneRamp, trainee, 'short'),
    ...(await candidatesAfterProbes('(d)', oneRamp, trainee)),
  ];
}

async function candidatesAfterProbes(
  before: string,
  tested: Tested,
  trainee: Trainee,
): Promise<Suggestion[]> {
  const choice = chooseStart(tested.answer, tested.ramp, trainee.one.ownRate);
  const found = choice.kind === 'refused' ? null : await confirm(choice.start, trainee, 'short');
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

async function withoutRamp(trainee: Trainee, displaced = 1): Promise<Suggestion> {
  const start: ProbeStart = { lr: displaced * trainee.one.ownRate, from: 'own-rate', mayClimb: true };
  const { bounds, steps } = await confirm(start, trainee, 'short');
  const from = displaced === 1 ? 'the own rate' : `${displaced} times the own rate`;
  return ofBounds(`(e) short trainings alone, from ${from}`, { bounds, steps });
}

/** How far the end of a confirmation depends on where it starts. */
export async function findFromElsewhere(trainee: Trainee): Promise<Suggestion[]> {
  return [await withoutRamp(trainee, 0.1), await withoutRamp(trainee, 10)];
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
