/**
 * The boundary between the host and the panel's page. The page says `ready`, the host answers with the whole
 * state, later messages are increments: a page re-created at any time is never blank. Numbers that are not
 * finite travel as null, since what VS Code carries is JSON.
 */
import {
  ADVICE_ACTIONS,
  type AdviceAction,
  type BoundsAnswer,
  POLICY_KINDS,
  type PolicyKind,
  type Sentence,
} from '../tuning';
import { Fields, MessageError } from './fields';
import { type Problem, type ProblemAction, readProblemAction } from './problems';
import type { ChosenBounds, RunStatus } from './run';

export interface Fact {
  label: string;
  value: string;
  /** In plain words. */
  explanation: string;
}

export interface Progress {
  step: number;
  of: number;
  elapsedMs: number;
  /** Null while it cannot be told. */
  remainingMs: number | null;
}

/**
 * One ramp as drawn. `level` counts the ramp lengths from 0 (-1: over a range that was left, not to be drawn), `seed`
 * the repeats within one length.
 */
export interface RampView {
  level: number;
  seed: number;
  /** Asked for. */
  steps: number;
  measured: number;
  /** The columns hold every so-many-th of the steps that were measured, from the first on: no page shows 100,000. */
  every: number;
  lr: number[];
  loss: (number | null)[];
  accuracy: (number | null)[];
  /** Null until the ramp has been judged. */
  smooth: SmoothView | null;
  /** Measured on the script's validation data, at some of the steps; empty where it was not asked for. */
  validation: ValidationView[];
}

/** A ramp's smoothed lines as the answer rests on them, at as many places as a plot can show. */
export interface SmoothView {
  lr: number[];
  loss: (number | null)[];
  /** Empty where no accuracy was measured. */
  accuracy: (number | null)[];
}

/** What is said of the curves; the curves themselves are with the ramps. */
export type AnswerView = Omit<BoundsAnswer, 'analyses'>;

export interface ValidationView {
  step: number;
  lr: number;
  loss: number | null;
  accuracy: number | null;
}

export interface StepSizeView {
  iterations: number;
  /** Null where the script's iterations per epoch are unknown. */
  epochs: number | null;
  stepsPerEpoch: number | null;
  advice: string;
}

/** What can be written into the script now; `reason` says why not. */
export interface InsertionView {
  possible: boolean;
  reason: string;
  /** The code already holds the chosen bounds. */
  upToDate: boolean;
}

export interface TrainingView {
  /** "1" for the one that begins first. */
  id: string;
  /** Its optimizer, and the variables that it updates. */
  name: string;
}

/** A rate that was trained by itself; a seed that broke down has no loss. */
export interface ProbeView {
  lr: number;
  /** One of the longer trainings around the best of the short ones. */
  long: boolean;
  losses: (number | null)[];
  best: boolean;
}

/** Short trainings that confirm the bounds or move them. */
export interface ConfirmationView {
  /** Why they cannot begin now; null where they can. */
  refusal: string | null;
  /** Why they would help with this answer; null where they would add little, or are done. */
  recommended: string | null;
  running: boolean;
  probes: ProbeView[];
  /** What they came to; null before their end. */
  sentence: Sentence | null;
  /** What kept them from their end. */
  problem: string | null;
}

export interface PanelState {
  /** File name of the script, as people say it. */
  script: string;
  /** False for curves from a file: there is nothing to run. */
  canRun: boolean;
  status: RunStatus;
  /** One sentence: what is happening now. */
  activity: string;
  facts: Fact[];
  /** The training that the chart is of, where the script has several; else null. */
  training: TrainingView | null;
  notices: string[];
  progress: Progress | null;
  /** The range asked for, so that the axis stands before the first point. */
  range: { lo: number; hi: number };
  ramps: RampView[];
  answer: AnswerView | null;
  /** Null where there is nothing to confirm: no answer, or curves from a file. */
  confirmation: ConfirmationView | null;
  /** More ramps are still to come. */
  preliminary: boolean;
  chosen: ChosenBounds | null;
  stepSize: StepSizeView | null;
  insertion: InsertionView;
  problem: Problem | null;
}

export type ToPanel =
  | { type: 'state'; state: PanelState }
  | { type: 'ramp'; ramp: RampView }
  | { type: 'points'; ramp: number; lr: number[]; loss: (number | null)[]; accuracy: (number | null)[] }
  | { type: 'validation'; ramp: number; points: ValidationView[] }
  | { type: 'progress'; status: RunStatus; activity: string; progress: Progress | null }
  | {
      type: 'answer';
      answer: AnswerView;
      /** Of each ramp, in their order. */
      smooth: (SmoothView | null)[];
      preliminary: boolean;
      chosen: ChosenBounds | null;
      stepSize: StepSizeView | null;
    }
  | { type: 'chosen'; chosen: ChosenBounds | null; stepSize: StepSizeView | null; insertion: InsertionView };

/** A schedule by its policy, just the two bounds, or one rate. */
export type InsertWhat = PolicyKind | 'constants' | 'fixed';
export const INSERT_WHAT: readonly InsertWhat[] = [...POLICY_KINDS, 'constants', 'fixed'];

const PANEL_EXPORTS = ['csv', 'json'] as const;

export type FromPanel =
  | { type: 'ready' }
  | { type: 'cancel' }
  | { type: 'run-again' }
  | { type: 'choose-training' }
  /** Train, or compare, with the bounds that stand. */
  | { type: 'train' }
  | { type: 'compare' }
  | { type: 'confirm' }
  | { type: 'choose'; baseLR: number; maxLR: number; by: string }
  | { type: 'step-size'; iterations: number }
  | { type: 'insert'; what: InsertWhat; preview: boolean }
  | { type: 'advice'; action: AdviceAction }
  | { type: 'problem-action'; action: ProblemAction }
  | { type: 'export'; format: (typeof PANEL_EXPORTS)[number] };

/** What the page asks of the editor; that it can draw concerns the panel alone. */
export type PanelAsk = Exclude<FromPanel, { type: 'ready' }>;

/** The page is ours, yet what crosses the boundary is checked. @throws MessageError for what no page of ours sends */
export function readFromPanel(message: unknown): FromPanel {
  const fields = new Fields(message);
  const type = fields.text('type');
  switch (type) {
    case 'ready':
    case 'cancel':
    case 'run-again':
    case 'choose-training':
    case 'train':
    case 'compare':
    case 'confirm':
      return { type };
    case 'choose':
      return { type, baseLR: fields.rate('baseLR'), maxLR: fields.rate('maxLR'), by: fields.text('by') };
    case 'step-size': {
      const iterations = fields.rate('iterations');
      if (!Number.isInteger(iterations)) throw new MessageError(`A step size of ${iterations} iterations.`);
      return { type, iterations };
    }
    case 'insert':
      return { type, what: fields.oneOf('what', INSERT_WHAT), preview: fields.raw('preview') === true };
    case 'advice':
      return { type, action: fields.oneOf('action', ADVICE_ACTIONS) };
    case 'problem-action':
      return { type, action: readProblemAction(fields.raw('action')) };
    case 'export':
      return { type, format: fields.oneOf('format', PANEL_EXPORTS) };
    default:
      throw new MessageError(`The page sent "${type}".`);
  }
}
