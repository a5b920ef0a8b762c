/** What range tests come to: the numbers that were found, and the words for them. */
import type { Advice } from './words/advice';
import type { RampAnalysis } from './analyze';
import type { Candidate } from './candidates';
import type { Flag } from './flags';
import type { RateRange } from './ramp';
import type { Shares } from './shares';
import type { Average } from './losses/averages';
import type { Sentence } from './words/sentence';

export interface Bounds {
  readonly baseLR: number | null;
  readonly maxLR: number | null;
  readonly constantLR: number | null;
}

/** `maxLR`s of the seeds from least to most, or where resampling one ramp's noise puts 80 % of them. */
export interface Band extends RateRange {
  readonly source: 'seeds' | 'bootstrap';
}

/** What was measured, in numbers. */
export interface Found {
  readonly bounds: Bounds;
  /** Of the edge's rate that the bounds are. */
  readonly shares: Shares;
  /** Rates at which the loss turns up, and at which learning sets in. */
  readonly edgeLR: number | null;
  readonly onsetLR: number | null;
  /** The same read off the accuracy. */
  readonly accuracyEdgeLR: number | null;
  readonly accuracyOnsetLR: number | null;
  readonly band: Band | null;
  /** Whether a ramp about twice as long agreed; null where only one length was run. */
  readonly settled: boolean | null;
  /** Iterations that the script makes, so that no ramp is longer; null where none has seen its end. */
  readonly scriptSteps: number | null;
  /** Factor by which the longer ramp moved the answer, 1 or more; null where there is nothing to compare. */
  readonly movedBy: number | null;
  readonly flags: Flag[];
  /** Most seeds were too noisy to show the edge each; it was found in the seeds taken together. */
  readonly pooled: boolean;
  /** What another tool had logged in place of the batch's loss; null for the batch's loss. */
  readonly average: Average | null;
  /** Index of the length that gave the answer, into `analyses`; -1 where nothing was run. */
  readonly level: number;
  readonly analyses: RampAnalysis[][];
}

export interface Words {
  readonly candidates: Candidate[];
  /** How far to trust the bounds, or why there are none; its numbers are marked. */
  readonly verdict: Sentence;
  readonly advice: Advice[];
}

export type BoundsAnswer = Found & Words;
