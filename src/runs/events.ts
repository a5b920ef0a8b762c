/** What happens in a run, in order. A run's file holds exactly these, one JSON object a line. */
import type { Experiment } from '../protocol/plan';
import type { Problem } from '../protocol/problems';
import type { Step, TrainerMessage } from '../protocol/report';
import type { ChosenBounds, RunStatus } from '../protocol/run';
import type { Arm, ArmsWanted, ProbeStart, Ramp, RampReason, TrainingLength } from '../tuning';

export const RUN_KINDS = ['range-test', 'imported', 'training', 'comparison'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** What was asked of a training or a comparison. */
export interface TrainingRequest extends ArmsWanted {
  /** Trainings of each arm, each with its own seed. */
  readonly seeds: number;
  /** Whether the script may write its model; a comparison never lets it. */
  readonly allowSave: boolean;
}

/** So many processes of so many updates each. */
export interface Batch {
  processes: number;
  steps: number;
}

export type RunEvent =
  | {
      type: 'created';
      id: string;
      kind: RunKind;
      name: string;
      /** Absolute path of the script, or of the file that was read. */
      script: string;
      /** Milliseconds since 1970. */
      startedAt: number;
      range: { lo: number; hi: number };
    }
  | { type: 'launched'; runtime: { name: string; path: string; version: string } }
  /** Ramps of one length are about to run. Where their range is another one, it is a new start. */
  | {
      type: 'planned';
      why: RampReason;
      ramp: Ramp;
      seeds: number;
      /** What is expected to follow these ramps, in order. */
      ahead?: Batch[];
    }
  | { type: 'training-asked'; request: TrainingRequest }
  /** The script's length is known, and with it every arm's schedule. */
  | { type: 'arms'; arms: Arm[]; length: TrainingLength }
  /** A run that a reload cut short goes on: whole repeats are kept, the others go. */
  | { type: 'resumed'; at: number }
  /** `arm` names what a training compares; ramps have none. `scriptMark` tells contents of the script's file apart. */
  | {
      type: 'repeat';
      repeat: number;
      seed: number;
      experiment: Experiment;
      arm?: string;
      scriptMark?: string;
      at?: number;
    }
  /** Steps come in batches; everything else a trainer says comes as it is. `at`: milliseconds since 1970. */
  | { type: 'steps'; repeat: number; steps: Omit<Step, 'type'>[]; at?: number }
  | { type: 'trainer'; repeat: number; message: Exclude<TrainerMessage, Step>; at?: number }
  /** Short trainings at constant rates begin. Those of an earlier confirmation do not count any more. */
  | {
      type: 'confirming';
      at: number;
      start: ProbeStart;
      seeds: number[];
      /** Whether long trainings follow, at the first seed. */
      long: boolean;
    }
  /** Each of these rates is about to be trained at so many seeds. */
  | { type: 'probing'; rates: number[]; steps: number; seeds: number }
  | { type: 'confirmed'; at: number; status: RunStatus; problem: Problem | null }
  | { type: 'chosen'; chosen: ChosenBounds | null }
  | { type: 'step-size'; iterations: number }
  | { type: 'ended'; at: number; status: RunStatus; problem: Problem | null }
  | { type: 'renamed'; name: string }
  | { type: 'pinned'; pinned: boolean };
