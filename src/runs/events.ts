/** What happens in a run, in order. A run's file holds exactly these, one JSON object a line. */
import type { Ramp } from '../tuning';
import type { TrainerMessage, Experiment, Step } from '../runner/messages';
import type { Problem } from '../runner/problems';

export type RunKind = 'range-test' | 'imported';

/** Why ramps run: the first ones, twice the length, or a range that began or ended in the wrong place. */
export type PlanReason = 'first' | 'more-seeds' | 'double' | 'extend-up' | 'extend-down';

export type RunStatus = 'starting' | 'running' | 'finished' | 'cancelled' | 'failed';

/** Bounds a person (or a candidate's rule) settled on. `by` is a candidate's id or `hand`. */
export interface ChosenBounds {
  baseLR: number;
  maxLR: number;
  by: string;
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
  | { type: 'planned'; why: PlanReason; ramp: Ramp; seeds: number }
  | { type: 'repeat'; repeat: number; seed: number; experiment: Experiment }
  /** Steps come in batches; everything else a trainer says comes as it is. */
  | { type: 'steps'; repeat: number; steps: Omit<Step, 'type'>[] }
  | { type: 'trainer'; repeat: number; message: Exclude<TrainerMessage, Step> }
  | { type: 'chosen'; chosen: ChosenBounds | null }
  | { type: 'step-size'; iterations: number }
  | { type: 'ended'; at: number; status: RunStatus; problem: Problem | null }
  | { type: 'renamed'; name: string }
  | { type: 'pinned'; pinned: boolean };
