/** What a training at one constant rate says of that rate. */
import { median } from '../statistics';

/** Iterations of a short one: enough to tell where to look, and 50 are too few. */
export const PROBE_STEPS = 100;
/** Of a long one: what breaks down late, or overtakes, does so here (`bench/confirmation`). */
export const LONG_PROBE_STEPS = 400;
/** A script that ends sooner is not confirmed. */
export const FEWEST_PROBE_STEPS = 60;
/**
 * A rate beside the cliff may train well at one seed and break down at the next. The same seeds for every rate give the
 * same weights and order of the data, so that rates are compared in pairs; ramps have other ones.
 */
export const PROBE_SEEDS: readonly number[] = [1001, 1002];

/** The end of a probe: its mean loss is the score. */
const SCORED_SHARE = 1 / 5;
/** Losses that stand for the level before training. */
const START_LOSSES = 5;
/** Above this part of the level before training, nothing was learned. */
const LEARNED_BELOW = 0.95;
/** So many times the first loss, over so many losses, is a breakdown and not a hard batch. */
const BROKEN_ABOVE = 3;
const BROKEN_STEPS = 20;

/** One training at one rate and one seed, as it was recorded. */
export interface RecordedProbe {
  readonly lr: number;
  readonly seed: number;
  /** Iterations that it was to make. */
  readonly asked: number;
  readonly losses: readonly number[];
  /** It was ended, or ended itself, because its loss had exploded; or the script failed at this rate. */
  readonly gaveUp: boolean;
  /** The script came to its own end. */
  readonly scriptEnded: boolean;
}

export interface ProbeResult {
  readonly outcome: 'learned' | 'not-learned' | 'broken';
  /** Mean loss at the end; infinite where it broke down. */
  readonly endLoss: number;
  /** Mean of the first losses, the level before training; not a number where one of them is none. */
  readonly startLoss: number;
}

/** Whether nothing good can come of it any more, so that it need not be trained to its end. */
export function isBroken(losses: readonly number[]): boolean {
  const [first] = losses;
  const last = losses.at(-1);
  if (first === undefined || last === undefined) return false;
  if (!Number.isFinite(last)) return true;
  return losses.length >= BROKEN_STEPS && median(losses.slice(-BROKEN_STEPS)) > times(BROKEN_ABOVE, first);
}

/**
 * @param losses of the batches, in order; those after `steps` do not count
 * @param gaveUp the probe was ended, or ended itself, because its loss had exploded
 * @returns null where it has not come to its end
 */
export function judgeProbe(losses: readonly number[], steps: number, gaveUp: boolean): ProbeResult | null {
  const counted = losses.slice(0, steps);
  const startLoss = mean(counted.slice(0, START_LOSSES));
  if (gaveUp || isBroken(counted) || counted.some((loss) => !Number.isFinite(loss)))
    return { outcome: 'broken', endLoss: Infinity, startLoss };
  if (counted.length < steps || steps === 0) return null;
  const endLoss = mean(counted.slice(-Math.ceil(SCORED_SHARE * steps)));
  const outcome = endLoss > times(LEARNED_BELOW, startLoss) ? 'not-learned' : 'learned';
  return { outcome, endLoss, startLoss };
}

/** Losses below zero, such as a negative likelihood, grow upwards too. */
function times(factor: number, loss: number): number {
  return loss + (factor - 1) * Math.abs(loss);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
