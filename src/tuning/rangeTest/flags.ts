/** What keeps an answer from being taken as it stands. */
import type { RampAnalysis, SeriesReading } from './analyze';
import type { RateRange } from './ramp';
import { startSteps } from './series';
import { decadesBetween } from '../statistics';

export type Flag =
  /** The loss was not a number before any update: the data or the model, not the rate. */
  | 'never-finite'
  | 'too-short'
  /** The range starts too high. */
  | 'extend-down'
  | 'never-learned'
  | 'too-noisy'
  /** It learned and never diverged. */
  | 'extend-up'
  /** The loss has no lowest value: the higher the rate, the faster it falls, and that says nothing of the rate. */
  | 'unbounded'
  /** A ramp twice as long gave another answer. */
  | 'too-few-steps'
  /** The fall is slow, so a bolder maximum may work. */
  | 'gentle'
  | 'loss-accuracy-disagree'
  /** The ramp went over the same data so often that it may have over-fitted, which its loss does not show. */
  | 'many-epochs'
  /** The batches come in an order, such as one class after the other; a ramp then shows the order, not the rate. */
  | 'in-order'
  /** Seeds so far apart that their middle says nothing. */
  | 'seeds-disagree'
  /** The losses were averages, and those of single batches were computed back. */
  | 'averaged';

/** A rise counts from this share of the first level, and from this many standard errors. */
const RISE_SHARE = 0.2;
const RISE_ERRORS = 8;
const RISE_SEEN_ERRORS = 5;
/** Training that breaks down within so many decades of the lowest rate does so from the start. */
const NEAR_START_DECADES = 1.5;
/** A rise in this first part of the ramp means that the range starts too high. */
const EARLY_SHARE = 0.25;
/** Below this many standard errors a gain is too noisy to place. */
const CLEAR_GAIN_ERRORS = 9;
const WIDE_BAND_DECADES = 0.8;
/** Gain in the first steps that shows that learning had begun below the range. */
const EARLY_GAIN_SHARE = 0.25;
const EARLY_GAIN_ERRORS = 4;
/** A loss that fell below zero by so many times its first level, and still falls at the end, has no lowest value. */
const UNBOUNDED_FALL = 200;
const STILL_FALLING = 0.9;
/** Nobody trains below this without learning, where a rate that is too high also learns nothing. */
const HIGH_START = 0.01;
/** Ramps this short show too little to say that nothing can be learned. */
const FEW_STEPS = 100;
/** Farther apart than the range from a usual rate to one that diverges. */
const HOPELESS_DECADES = 2;
const DISAGREE_DECADES = 0.5;
/** A caution: of five cases beyond it one was too high by over-fitting, and of those below none. */
const MANY_EPOCHS = 20;

/**
 * The first flag that one ramp raises; null where its answer stands.
 * @param band the answer's band, null where noise left none, undefined where it was not asked for
 */
function rampFlag(ramp: RampAnalysis, band?: RateRange | null): Flag | null {
  const { loss } = ramp;
  if (loss === null) return shortRampFlag(ramp);
  if (isUnbounded(ramp, loss)) return 'unbounded';
  if (!loss.learned) return unlearnedFlag(ramp, loss);
  if (loss.gain < CLEAR_GAIN_ERRORS * loss.standardError) return 'too-noisy';
  if (ramp.edgeLR !== null && isTooWide(band)) return 'too-noisy';
  if (learnsAtOnce(loss)) return 'extend-down';
  return ramp.edgeLR === null ? 'extend-up' : null;
}

/** Flags of an answer from all ramps of one length; none where the bounds stand. */
export function answerFlags(answer: {
  analyses: readonly RampAnalysis[];
  edgeLR: number | null;
  pooled: boolean;
  /** Of the edge. */
  spread: RateRange | null;
  settled: boolean | null;
  accuracyEdgeLR: number | null;
  averaged: boolean;
  ordered: boolean;
  /** Undefined where nobody knows. */
  stepsPerEpoch: number | undefined;
}): Flag[] {
  const { analyses, edgeLR, spread } = answer;
  const ownNoise = analyses.length === 1 ? spread : undefined;
  const raised = analyses.map((ramp) => rampFlag(ramp, ownNoise));
  const usual = commonest(raised);
  const averaged: Flag[] = answer.averaged ? ['averaged'] : [];
  if (answer.ordered) return ['in-order', ...averaged];
  if (edgeLR === null) return usual === null ? averaged : [usual, ...averaged];

  const flags = new Set<Flag>();
  if (usual !== null && most(raised, (flag) => flag === usual)) flags.add(usual);
  if (analyses.length > 1 && spread !== null && decadesBetween(spread.lo, spread.hi) > HOPELESS_DECADES) {
    flags.add('seeds-disagree');
  }
  if (answer.pooled || isTooWide(spread ?? undefined)) flags.add('too-noisy');
  if (answer.settled === false) flags.add('too-few-steps');
  if (most(analyses, (ramp) => ramp.gentle)) flags.add('gentle');
  if (seriesDisagree(edgeLR, answer.accuracyEdgeLR)) flags.add('loss-accuracy-disagree');
  const steps = Math.max(...analyses.map((ramp) => ramp.steps));
  if (answer.stepsPerEpoch !== undefined && steps >= MANY_EPOCHS * answer.stepsPerEpoch) {
    flags.add('many-epochs');
  }
  return [...flags, ...averaged];
}

/** Whatever the rule found, it is no answer. */
export function leavesNone(flag: Flag): boolean {
  return flag === 'in-order' || flag === 'seeds-disagree' || flag === 'unbounded';
}

function isTooWide(band: RateRange | null | undefined): boolean {
  return band === null || (band !== undefined && decadesBetween(band.lo, band.hi) > WIDE_BAND_DECADES);
}

/** Loss and accuracy fall at rates that lie more than half a decade apart. */
function seriesDisagree(lossEdge: number, accuracyEdge: number | null): boolean {
  return accuracyEdge !== null && decadesBetween(lossEdge, accuracyEdge) > DISAGREE_DECADES;
}

function most<T>(values: readonly T[], holds: (value: T) => boolean): boolean {
  return values.filter(holds).length * 2 > values.length;
}

/** The flag that most of those ramps raise that raise any; the first of equals. */
function commonest(raised: readonly (Flag | null)[]): Flag | null {
  const count = (flag: Flag) => raised.filter((one) => one === flag).length;
  const flags = raised.filter((flag) => flag !== null);
  return flags.reduce<Flag | null>(
    (best, flag) => (best === null || count(flag) > count(best) ? flag : best),
    null,
  );
}

function shortRampFlag(ramp: RampAnalysis): Flag {
  if (!ramp.blewUp) return 'too-short';
  if (ramp.steps === 0) return 'never-finite';
  return brokeDownAtOnce(ramp.lr) ? 'extend-down' : 'too-short';
}

/** A short ramp goes through all rates within few steps, and what ends it at the last of them began well below. */
function brokeDownAtOnce(lr: readonly number[]): boolean {
  const lowest = lr[0] ?? 0;
  return lowest <= 0 || decadesBetween(lowest, lr.at(-1) as number) < NEAR_START_DECADES;
}

function isUnbounded({ steps, smoothedLoss }: RampAnalysis, { start, minimumIndex }: SeriesReading): boolean {
  const lowest = smoothedLoss[minimumIndex] ?? start;
  return lowest < -UNBOUNDED_FALL * Math.abs(start) && minimumIndex >= STILL_FALLING * (steps - 1);
}

function unlearnedFlag(ramp: RampAnalysis, loss: SeriesReading): Flag {
  if ((ramp.lr[0] ?? 0) >= HIGH_START && !ramp.accuracy?.learned) return 'extend-down';
  const rise = RISE_SHARE * Math.abs(loss.start);
  if (!ramp.blewUp && ramp.rise <= Math.max(RISE_ERRORS * loss.standardError, rise)) {
    if (ramp.accuracy?.learned) return 'too-noisy';
    return ramp.steps < FEW_STEPS ? 'too-short' : 'never-learned';
  }
  const seen = loss.start + Math.max(RISE_SEEN_ERRORS * loss.standardError, rise);
  const index = loss.smoothed.findIndex((value) => value > seen);
  const early = index >= 0 && index < EARLY_SHARE * ramp.steps;
  return early && !ramp.accuracy?.learned ? 'extend-down' : 'too-noisy';
}

function learnsAtOnce(loss: SeriesReading): boolean {
  const first = startSteps(loss.smoothed.length);
  if (loss.onsetIndex === null || loss.onsetIndex >= first) return false;
  const early = loss.start - (loss.smoothed[Math.min(first, loss.smoothed.length - 1)] as number);
  return early >= Math.max(EARLY_GAIN_SHARE * loss.gain, EARLY_GAIN_ERRORS * loss.standardError);
}
