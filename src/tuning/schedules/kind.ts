/** What each file of this folder gives: one kind of schedule, with its formula, its checks and its words. */
import type { PlannedRun } from './plannedRun';

export interface ScheduleRules<S> {
  /** Rate of update `step`, counted from 0. */
  rate(schedule: S, step: number): number;
  /** Momentum of update `step`; undefined where the schedule leaves it alone. */
  momentum(schedule: S, step: number): number | undefined;
  /** @throws RangeError that says, in the user's words, what is wrong */
  check(schedule: S): void;
  /** With its rates, as people say it. */
  describe(schedule: S): string;
}

/** A number that a policy's source text takes, and that stands in a script as a constant. */
export type PolicyNumber = 'baseLR' | 'maxLR' | 'stepSize' | 'totalSteps' | 'period';

/** Half cycles of a run whose length is not known: as long as the advice of three to four cycles. */
export const USUAL_HALF_CYCLES = 8;

/** A schedule that changes the rate while the script trains, and can be planned from bounds. */
export interface PolicyRules<S> extends ScheduleRules<S> {
  /** Its name where people choose. */
  readonly label: string;
  /** What it does, in one short sentence without its full stop. */
  readonly about: string;
  /** What its source text takes besides the step, in this order. */
  readonly numbers: readonly PolicyNumber[];
  /** Half cycles of a run whose length is not known. */
  readonly usualHalfCycles: number;
  plan(run: PlannedRun): S;
}

/** Momentum runs against the rate: `max` where the rate is lowest, `base` where it is highest. */
export interface MomentumRange {
  readonly base: number;
  readonly max: number;
}

/** 1803.09820: momentum from 0.95 down to 0.85 and back. */
export const CYCLED_MOMENTUM: MomentumRange = { base: 0.85, max: 0.95 };
