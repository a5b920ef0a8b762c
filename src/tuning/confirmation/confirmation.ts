/** What short trainings at a few constant rates come to: the rate that did best, and the bounds that follow from it. */
import type { Bounds } from '../rangeTest/answer';
import { BASE_DIVISOR } from '../rangeTest/candidates';
import { judgeProbe, PROBE_STEPS, type ProbeResult } from './probe';
import { nextProbes, PROBE_FACTOR, type Probed, type Walk } from './walk';

/** Where the walk starts. */
export interface ProbeStart {
  readonly lr: number;
  /** The answer of the range test, the end of its range, or the script's own rate. */
  readonly from: (typeof PROBE_ORIGINS)[number];
  /** False where a lower training loss at a higher rate would be over-fitting. */
  readonly mayClimb: boolean;
}
export const PROBE_ORIGINS = ['answer', 'top', 'bottom', 'own-rate'] as const;

/** One training at one rate and one seed, as it was recorded. */
export interface RecordedProbe {
  readonly lr: number;
  readonly seed: number;
  readonly losses: readonly number[];
  /** It was ended, or ended itself, because its loss had exploded; or the script failed at this rate. */
  readonly gaveUp: boolean;
  /** The script came to its own end. */
  readonly scriptEnded: boolean;
}

export interface ProbedRate {
  readonly lr: number;
  /** One a seed. */
  readonly results: readonly ProbeResult[];
}

export interface Confirmation {
  readonly start: ProbeStart;
  /** Iterations that count of each training: fewer than asked for where the script is shorter. */
  readonly steps: number;
  readonly seeds: number;
  /** From the lowest to the highest. */
  readonly rates: readonly ProbedRate[];
  /** Rates to train next; empty at the end. */
  readonly next: readonly number[];
  /** Null before the end, and where nothing was learned. */
  readonly bestLR: number | null;
  /** The best is another rate than the start, so that the bounds follow from it. */
  readonly moved: boolean;
  /** The walk ended because of its length. */
  readonly cut: boolean;
}

/** Of the best constant rate, the top of a cycle. */
const CYCLE_FACTOR = 1.5;

/** A place on the grid around the start as a rate, the same number each time. */
function rateAt(start: ProbeStart, place: number): number {
  return start.lr * PROBE_FACTOR ** place;
}

/** @param seeds that every rate is trained with, in order */
export function confirmationOf(
  start: ProbeStart,
  probes: readonly RecordedProbe[],
  seeds: readonly number[],
): Confirmation {
  const steps = stepsOfAll(probes);
  const probed = probedPlaces(start, probes, seeds, steps);
  const walk = nextProbes(probed, start.mayClimb);
  const places = [...probed.keys()].sort((a, b) => a - b);
  const best = walk.kind === 'done' ? walk.winner : null;
  return {
    start,
    steps,
    seeds: seeds.length,
    rates: places.map((place) => ({ lr: rateAt(start, place), results: probed.get(place) ?? [] })),
    next: nextRates(start, walk),
    bestLR: best === null ? null : rateAt(start, best),
    moved: best !== null && (best !== 0 || start.from !== 'answer'),
    cut: walk.kind === 'done' && walk.cut,
  };
}

/** The script's own length, where that is shorter. One that ends early while others go on is no measure of it. */
function stepsOfAll(probes: readonly RecordedProbe[]): number {
  const going = probes.filter(({ gaveUp }) => !gaveUp);
  if (going.some(({ losses }) => losses.length >= PROBE_STEPS)) return PROBE_STEPS;
  const ended = going.filter(({ scriptEnded }) => scriptEnded).map(({ losses }) => losses.length);
  return ended.length === 0 ? PROBE_STEPS : Math.min(PROBE_STEPS, Math.max(...ended));
}

function nextRates(start: ProbeStart, walk: Walk): number[] {
  return walk.kind === 'done' ? [] : walk.places.map((place) => rateAt(start, place));
}

/** Only rates that are whole at every seed count. */
function probedPlaces(
  start: ProbeStart,
  probes: readonly RecordedProbe[],
  seeds: readonly number[],
  steps: number,
): Probed {
  const probed = new Map<number, readonly ProbeResult[]>();
  for (const place of new Set(probes.map(({ lr }) => placeOf(start, lr)))) {
    const results = seeds.map((seed) => {
      const found = probes.findLast((one) => one.seed === seed && placeOf(start, one.lr) === place);
      if (!found) return null;
      // What ended early by itself is whole, however short it is.
      const counted = found.scriptEnded ? Math.min(steps, found.losses.length) : steps;
      return judgeProbe(found.losses, counted, found.gaveUp);
    });
    const whole = results.filter((result) => result !== null);
    if (whole.length === seeds.length) probed.set(place, whole);
  }
  return probed;
}

function placeOf(start: ProbeStart, lr: number): number {
  return Math.round(Math.log(lr / start.lr) / Math.log(PROBE_FACTOR));
}

/** Null before the end, and where the bounds stay as they are. */
export function confirmedBounds({ bestLR, moved }: Confirmation): Bounds | null {
  if (bestLR === null || !moved) return null;
  const maxLR = CYCLE_FACTOR * bestLR;
  return { baseLR: maxLR / BASE_DIVISOR, maxLR, constantLR: bestLR };
}
