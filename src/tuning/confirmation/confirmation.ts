/**
 * What trainings at a few constant rates come to: the rate that did best, and the bounds that follow from it. Short ones
 * find where to look; longer ones around the best of them see what breaks down late, and what overtakes.
 */
import type { Bounds } from '../rangeTest/answer';
import { BASE_DIVISOR } from '../rangeTest/candidates';
import { optimumAround } from './optimum';
import { LONG_PROBE_STEPS, PROBE_STEPS, type RecordedProbe } from './probe';
import { type ProbedRate, probedPlaces, type ProbeStart, rateAt, stepsOfAll } from './stage';
import { isLearned, lowestPlace, nextLongProbes, nextProbes, type Probed, type Walk } from './walk';

/** Trainings of one length. */
export interface Stage {
  /** Iterations that count of each: fewer than asked for where the script is shorter. */
  readonly steps: number;
  readonly seeds: readonly number[];
  /** From the lowest to the highest. */
  readonly rates: readonly ProbedRate[];
  /** Null before its end, and where nothing was learned. */
  readonly bestLR: number | null;
  /** Where the loss would end lowest, between the best rate and its neighbours; null as the best is. */
  readonly optimumLR: number | null;
  /** It ended because of its length, so that a further rate may be better still. */
  readonly cut: boolean;
}

/** What to train next. */
export interface NextProbes {
  readonly rates: readonly number[];
  readonly seeds: readonly number[];
  /** Iterations of each. */
  readonly steps: number;
}

export interface Confirmation {
  readonly start: ProbeStart;
  readonly short: Stage;
  /** Null before the end of the short ones, and where those settle it: all broke down, or the script is as short. */
  readonly long: Stage | null;
  /** Null at the end; what is missing where it never came to that. */
  readonly next: NextProbes | null;
  /** The best of the longest trainings that learned; null before the end, and where nothing was learned. */
  readonly bestLR: number | null;
  /** Where the loss would end lowest, beside that best. */
  readonly optimumLR: number | null;
  /** The best is another rate than the start. */
  readonly moved: boolean;
}

/** How a confirmation was asked for, and how far it came. */
export interface ConfirmationPlan {
  /** Those that every rate is trained shortly with, in order. */
  readonly seeds: readonly number[];
  /** Whether long trainings follow; runs of earlier versions have none. */
  readonly long: boolean;
  /** No more will be trained: where the long ones are not whole, the short ones count. */
  readonly over?: boolean;
}

/**
 * Of the rate at which the loss ends lowest. The longer a training, the lower the constant rate that it needs, and below
 * the best it loses less than above.
 */
const CONSTANT_SHARE = 0.8;
/** The same for the top of a cycle, which is only passed. */
const CYCLE_SHARE = 1.5;
/** Where the next rate does not train. */
const CYCLE_SHARE_AT_CLIFF = 1;

export function confirmationOf(
  start: ProbeStart,
  probes: readonly RecordedProbe[],
  { seeds, long: hasLong, over = false }: ConfirmationPlan,
): Confirmation {
  const short = stageOf(start, probes.filter(isShort), seeds, PROBE_STEPS, (probed) =>
    nextProbes(probed, start.mayClimb),
  );
  const goesOn = hasLong && short.walk.kind === 'done' && short.stage.steps === PROBE_STEPS;
  // What learned nothing yet may only be slow: a convnet with plain SGD took two hundred iterations to begin.
  const from = goesOn ? (short.winner ?? lowestPlace(short.probed)) : null;
  // One seed: what two of the short ones agree on needs no second, and it costs four times as much.
  const long =
    from === null
      ? null
      : stageOf(
          start,
          probes.filter((one) => !isShort(one)),
          seeds.slice(0, 1),
          LONG_PROBE_STEPS,
          (probed) => nextLongProbes(probed, from, start.mayClimb),
        );
  const counted = long && over && long.walk.kind === 'probe' ? null : long;
  const last = counted ?? short;
  // Where all of the long ones break down, whatever the rate, the short ones are all there is.
  const decisive = last.stage.bestLR === null ? short.stage : last.stage;
  const { bestLR, optimumLR } = last.walk.kind === 'done' ? decisive : { bestLR: null, optimumLR: null };
  return {
    start,
    short: short.stage,
    long: counted && counted.stage,
    next: last.walk.kind === 'done' ? null : nextOf(start, last.walk.places, last.stage),
    bestLR,
    optimumLR,
    moved: bestLR !== null && (bestLR !== start.lr || start.from !== 'answer'),
  };
}

/** Short ones of a script that ends sooner are asked for its own length. */
function isShort({ asked }: RecordedProbe): boolean {
  return asked <= PROBE_STEPS;
}

function stageOf(
  start: ProbeStart,
  probes: readonly RecordedProbe[],
  seeds: readonly number[],
  asked: number,
  next: (probed: Probed) => Walk,
): { walk: Walk; probed: Probed; winner: number | null; stage: Stage } {
  const steps = stepsOfAll(probes, asked);
  const probed = probedPlaces(start, probes, seeds, steps);
  const walk = next(probed);
  const places = [...probed.keys()].sort((a, b) => a - b);
  const winner = walk.kind === 'done' ? walk.winner : null;
  const stage = {
    steps,
    seeds,
    rates: places.map((place) => ({ lr: rateAt(start, place), results: probed.get(place) ?? [] })),
    bestLR: winner === null ? null : rateAt(start, winner),
    optimumLR: winner === null ? null : rateAt(start, optimumAround(probed, winner)),
    cut: walk.kind === 'done' && walk.cut,
  };
  return { walk, probed, winner, stage };
}

function nextOf(start: ProbeStart, places: readonly number[], { seeds, steps }: Stage): NextProbes {
  return { rates: places.map((place) => rateAt(start, place)), seeds, steps };
}

/** Whether a rate above the best broke down, or learned nothing: a cycle has no room there. */
export function hasCliffAbove({ bestLR, short, long }: Confirmation): boolean {
  if (bestLR === null) return false;
  const above = [short, long].flatMap((stage) => stage?.rates.find(({ lr }) => lr > bestLR) ?? []);
  return above.some(({ results }) => !isLearned(results));
}

/** Null before the end, and where nothing was learned. */
export function confirmedBounds(confirmation: Confirmation): Bounds | null {
  const { optimumLR } = confirmation;
  return optimumLR === null ? null : boundsAround(optimumLR, hasCliffAbove(confirmation));
}

/** @param optimumLR rate at which the loss ends lowest */
export function boundsAround(optimumLR: number, hasCliff: boolean): Bounds {
  const maxLR = (hasCliff ? CYCLE_SHARE_AT_CLIFF : CYCLE_SHARE) * optimumLR;
  return { baseLR: maxLR / BASE_DIVISOR, maxLR, constantLR: CONSTANT_SHARE * optimumLR };
}
