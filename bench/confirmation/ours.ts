/** How the product finds a rate: its ramps, its short and its long trainings, by its own rules. */
import {
  type Bounds,
  type BoundsAnswer,
  chooseStart,
  confirmationOf,
  confirmedBounds,
  type Curve,
  findBounds,
  isBroken,
  LONG_PROBE_STEPS,
  nextRamps,
  PROBE_SEEDS,
  PROBE_STEPS,
  type ProbeResult,
  type ProbeStart,
  type Ramp,
  type RampLimits,
  rampRate,
  type RecordedProbe,
} from '../../src/tuning';
import { boundsAround, hasCliffAbove } from '../../src/tuning/confirmation/confirmation';
import { optimumAround } from '../../src/tuning/confirmation/optimum';
import { judgeProbe } from '../../src/tuning/confirmation/probe';
import { rateAt } from '../../src/tuning/confirmation/stage';
import { isLearned, nextProbes } from '../../src/tuning/confirmation/walk';
import { short, type Trainee } from './trainee';
import { CYCLE_FACTOR, type Suggestion } from './ways';

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

/** What trainings at a few rates came to. */
interface Confirmed {
  readonly bestLR: number | null;
  /** The next rate up does not train. */
  readonly hasCliff: boolean;
  readonly bounds: Bounds | null;
  readonly steps: number;
}

/** Which trainings at one rate follow the ramps. Long ones at once are no part of the product. */
export type Stages = 'short' | 'whole' | 'long';

export async function confirmed(
  finder: string,
  tested: Tested,
  trainee: Trainee,
  stages: Stages,
): Promise<Suggestion> {
  const choice = chooseStart(tested.answer, tested.ramp, trainee.one.ownRate);
  if (choice.kind === 'refused') return ofBounds(finder, tested);
  const { bounds, steps } = await confirm(choice.start, trainee, stages);
  return ofBounds(finder, { bounds: bounds ?? tested.bounds, steps: tested.steps + steps });
}

/** What a confirmation came to before it looked between the rates that it trained. */
export async function atBest(finder: string, tested: Tested, trainee: Trainee): Promise<Suggestion> {
  const choice = chooseStart(tested.answer, tested.ramp, trainee.one.ownRate);
  if (choice.kind === 'refused') return ofBounds(finder, tested);
  const { bestLR, hasCliff, steps } = await confirm(choice.start, trainee, 'whole');
  if (bestLR === null) return ofBounds(finder, { bounds: tested.bounds, steps: tested.steps + steps });
  const maxLR = (hasCliff ? 1 : CYCLE_FACTOR) * bestLR;
  return { finder, constantLR: bestLR, maxLR, steps: tested.steps + steps };
}

export async function confirm(start: ProbeStart, trainee: Trainee, stages: Stages): Promise<Confirmed> {
  if (stages === 'long') return longAtOnce(start, trainee);
  const plan = { seeds: PROBE_SEEDS, long: stages === 'whole' };
  const probes: RecordedProbe[] = [];
  let confirmation = confirmationOf(start, probes, plan);
  while (confirmation.next !== null) {
    const { rates, seeds, steps } = confirmation.next;
    for (const lr of rates) {
      for (const seed of seeds) probes.push(await probe(trainee, lr, seed, steps));
    }
    confirmation = confirmationOf(start, probes, plan);
  }
  return {
    bestLR: confirmation.bestLR,
    hasCliff: hasCliffAbove(confirmation),
    bounds: confirmedBounds(confirmation),
    steps: stepsOf(probes),
  };
}

/** The walk of the short ones with trainings of 400 iterations at one seed. */
async function longAtOnce(start: ProbeStart, trainee: Trainee): Promise<Confirmed> {
  const [seed = NaN] = PROBE_SEEDS;
  const probes: RecordedProbe[] = [];
  const probed = new Map<number, ProbeResult[]>();
  let walk = nextProbes(probed, start.mayClimb);
  while (walk.kind === 'probe') {
    for (const place of walk.places) {
      const one = await probe(trainee, rateAt(start, place), seed, LONG_PROBE_STEPS);
      const result = judgeProbe(one.losses, LONG_PROBE_STEPS, one.gaveUp);
      if (result) probed.set(place, [result]);
      probes.push(one);
    }
    walk = nextProbes(probed, start.mayClimb);
  }
  const { winner } = walk;
  const steps = stepsOf(probes);
  if (winner === null) return { bestLR: null, hasCliff: false, bounds: null, steps };
  const hasCliff = !isLearned(probed.get(winner + 1) ?? []);
  const bounds = boundsAround(rateAt(start, optimumAround(probed, winner)), hasCliff);
  return { bestLR: rateAt(start, winner), hasCliff, bounds, steps };
}

function stepsOf(probes: readonly RecordedProbe[]): number {
  return probes.reduce((sum, { losses }) => sum + losses.length, 0);
}

/** Ended at the step at which the product would end it. */
async function probe(trainee: Trainee, lr: number, seed: number, asked: number): Promise<RecordedProbe> {
  const name = asked === PROBE_STEPS ? 'probe' : `probe of ${asked}`;
  const { losses } = await trainee.train(
    `${name} ${lr.toPrecision(6)} seed ${seed}`,
    { rates: Array.from({ length: asked }, () => lr), seed },
    (told) => ({ losses: short(told.losses) }),
  );
  const values = losses.map((loss) => loss ?? NaN);
  const brokenAt = values.findIndex((_, i) => isBroken(values.slice(0, i + 1)));
  const made = brokenAt < 0 ? values : values.slice(0, brokenAt + 1);
  return { lr, seed, asked, losses: made, gaveUp: brokenAt >= 0, scriptEnded: false };
}

export function ofBounds(
  finder: string,
  { bounds, steps }: { bounds: Bounds | null; steps: number },
): Suggestion {
  return { finder, constantLR: bounds?.constantLR ?? null, maxLR: bounds?.maxLR ?? null, steps };
}
