/**
 * Learning-rate schedules as functions of the global step alone, so that a resumed run continues where it was. The one
 * list of them: each kind lies in a file of its own.
 */
import { type CosineRestarts, cosineRestarts } from './cosineRestarts';
import { type ExpRange, expRange } from './expRange';
import { type Fixed, fixed } from './fixed';
import type { PolicyNumber, PolicyRules, ScheduleRules } from './kind';
import { type OneCycle, oneCycle } from './oneCycle';
import { type StepSizeChoice, stepsOf, type TrainingBounds, type TrainingLength } from './plannedRun';
import { type Triangular, triangular } from './triangular';
import { type Triangular2, triangular2 } from './triangular2';

interface Policies {
  triangular: Triangular;
  triangular2: Triangular2;
  'exp-range': ExpRange;
  'one-cycle': OneCycle;
  'cosine-restarts': CosineRestarts;
}

interface Schedules extends Policies {
  fixed: Fixed;
}

/** A schedule that changes the rate while the script trains. */
export type PolicyKind = keyof Policies;
export type ScheduleKind = keyof Schedules;
export type Schedule = Schedules[ScheduleKind];

const POLICIES: { readonly [K in PolicyKind]: PolicyRules<Policies[K]> } = {
  triangular,
  triangular2,
  'exp-range': expRange,
  'one-cycle': oneCycle,
  'cosine-restarts': cosineRestarts,
};

const SCHEDULES: { readonly [K in ScheduleKind]: ScheduleRules<Schedules[K]> } = { ...POLICIES, fixed };

export const POLICY_KINDS = Object.keys(POLICIES) as readonly PolicyKind[];

/** The two that ended best between bounds found by a range test; see `bench/clr`. */
export const DEFAULT_POLICIES: readonly PolicyKind[] = ['triangular', 'one-cycle'];

/** A policy's words, for whoever lets a person choose. */
export function policyWords(kind: PolicyKind): { label: string; about: string } {
  const { label, about } = POLICIES[kind];
  return { label, about };
}

/** The numbers that a policy's source text takes besides the step, in this order. */
export function policyNumbers(kind: PolicyKind): readonly PolicyNumber[] {
  return POLICIES[kind].numbers;
}

/** Iterations of a run that does not say how many it has. @param stepSize iterations in half a cycle */
export function usualTotalSteps(kind: PolicyKind, stepSize: number): number {
  return POLICIES[kind].usualHalfCycles * stepSize;
}

/** Rate of update `step`, counted from 0. */
export function scheduleRate(schedule: Schedule, step: number): number {
  return rulesOf(schedule).rate(schedule, step);
}

/** Momentum of update `step`; undefined where the schedule leaves it alone. */
export function scheduleMomentum(schedule: Schedule, step: number): number | undefined {
  return rulesOf(schedule).momentum(schedule, step);
}

/** Throws a RangeError that says, in the user's words, what is wrong with a schedule; returns it otherwise. */
export function checkSchedule(schedule: Schedule): Schedule {
  rulesOf(schedule).check(schedule);
  return schedule;
}

/** A schedule as people say it, with its rates. @param ownRate the script's own rate, where it is known */
export function describeSchedule(schedule: Schedule | null, ownRate: number | null = null): string {
  if (schedule !== null) return rulesOf(schedule).describe(schedule);
  return ownRate === null ? 'as the script says' : fixed.describe({ kind: 'fixed', lr: ownRate });
}

/** What a policy is planned from, before the step size is known in iterations. */
export interface PolicyWanted {
  readonly bounds: TrainingBounds;
  readonly stepSize: StepSizeChoice;
  /** Momentum against the rate, for optimizers that have momentum; cosine restarts leave it alone. */
  readonly cycleMomentum?: boolean;
}

/** @throws RangeError, in the user's words, where such a schedule cannot be */
export function planPolicy(kind: PolicyKind, wanted: PolicyWanted, length: TrainingLength): Schedule {
  const { bounds, stepSize, cycleMomentum = false } = wanted;
  const { totalSteps } = length;
  const steps = stepsOf(stepSize, length);
  return checkSchedule(POLICIES[kind].plan({ ...bounds, stepSize: steps, totalSteps, cycleMomentum }));
}

/** The rules of a schedule's own kind. */
function rulesOf<K extends ScheduleKind>(schedule: Schedules[K]): ScheduleRules<Schedules[K]> {
  return SCHEDULES[schedule.kind as K];
}
