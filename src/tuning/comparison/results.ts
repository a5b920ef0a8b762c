/** What a comparison of trainings comes to, and which arm was best. */
import type { Schedule } from '../schedules/schedule';

export type Metric = 'validation accuracy' | 'accuracy' | 'validation loss' | 'loss';

/** Mean over the seeds and how far they lie apart. */
export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** Null where the seed did not get there. */
export interface SeedResult {
  readonly seed: number;
  readonly iterations: number;
  readonly best: number | null;
  readonly iterationsToTarget: number | null;
  readonly secondsToTarget: number | null;
}

/** Over the seeds that got there; null where none did. */
export interface ArmResult {
  readonly name: string;
  readonly schedule: Schedule | null;
  readonly best: Spread | null;
  readonly iterationsToTarget: Spread | null;
  readonly secondsToTarget: Spread | null;
  /** How many seeds reached the target. */
  readonly reached: number;
  readonly perSeed: readonly SeedResult[];
}

export interface Comparison {
  readonly metric: Metric;
  /** The best of the script's own rate, mean over its seeds; null before one of them has ended. */
  readonly target: number | null;
  /** In the order asked for; those that no seed has finished are left out. */
  readonly arms: readonly ArmResult[];
  /** The fixed rate that did best, besides the script's own. */
  readonly bestFixed: string | null;
  /** Ten words: who was best, with the values. */
  readonly headline: string;
  readonly sentence: string;
}

export function isLoss(metric: Metric): boolean {
  return metric === 'loss' || metric === 'validation loss';
}

/** The arm with the best mean. */
export function bestArm(arms: readonly ArmResult[], metric: Metric): ArmResult | null {
  const score = ({ best }: ArmResult): number =>
    best === null ? -Infinity : isLoss(metric) ? -best.mean : best.mean;
  return arms.reduce<ArmResult | null>(
    (top, arm) => (top === null || score(arm) > score(top) ? arm : top),
    null,
  );
}
