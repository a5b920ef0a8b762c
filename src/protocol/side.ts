/**
 * The boundary between the host and the side view's page: trainings as they run, several overlaid. The page says
 * `ready`, the host answers with the whole state, later messages are increments. Not finite numbers travel as null.
 */
import type { Metric, Spread } from '../tuning';
import { Fields, MessageError } from './fields';
import type { Progress } from './panel';
import { type Problem, type ProblemAction, readProblemAction } from './problems';
import type { RunStatus } from './run';

/** One training: one process, one seed. Index i of step, lr, loss and accuracy is one update. */
export interface TrainingSeries {
  /** Unique over all runs shown. */
  id: string;
  run: string;
  /** As the legend says it, the same for every seed: the arm, and its run where several are shown. */
  label: string;
  arm: string;
  seed: number;
  live: boolean;
  step: number[];
  lr: number[];
  loss: (number | null)[];
  accuracy: (number | null)[];
  /** Iterations at which an epoch ended. */
  epochs: number[];
  /** Measured by the script itself after an epoch. */
  validation: { step: number[]; loss: (number | null)[]; accuracy: (number | null)[] };
}

/** One arm of a comparison. Null where no seed got there. */
export interface ArmRow {
  arm: string;
  /** The arm's policy in words, with its rates. */
  policy: string;
  /** That trained to their end; 0 where the script failed at each. */
  seeds: number;
  /** Accuracy, or loss where the script has none. */
  best: Spread | null;
  iterationsToTarget: Spread | null;
  secondsToTarget: Spread | null;
  /** How many of the seeds reached the target. */
  reached: number;
  isBest: boolean;
}

/** An arm that can be written into the script. */
export interface UsableArm {
  arm: string;
  /** In two words: its rate, or its policy. */
  label: string;
}

export interface ComparisonView {
  metric: Metric;
  target: number | null;
  rows: ArmRow[];
  /** The best arm; null where that is the script as it is. */
  use: UsableArm | null;
  /** One honest sentence, also when CLR lost. */
  sentence: string;
}

export interface SideState {
  /** Whether the page is a tab of the editor, not the view beside it. */
  inEditor: boolean;
  /** Null while nothing was trained: the page then says what to do. */
  title: string | null;
  status: RunStatus;
  activity: string;
  progress: Progress | null;
  series: TrainingSeries[];
  /** Ten words on what was trained; null before anything has been trained to its end. */
  headline: string | null;
  comparison: ComparisonView | null;
  notices: string[];
  /** A comparison that a reload cut short can go on. */
  resumable: boolean;
  problem: Problem | null;
}

export type ToSide =
  | { type: 'state'; state: SideState }
  | {
      type: 'points';
      id: string;
      step: number[];
      lr: number[];
      loss: (number | null)[];
      accuracy: (number | null)[];
    }
  /** A training begins. */
  | { type: 'series'; series: TrainingSeries }
  /** A training made this many updates when an epoch ended. */
  | { type: 'epoch'; id: string; step: number }
  | { type: 'validation'; id: string; step: number; loss: number | null; accuracy: number | null }
  | { type: 'training-ended'; id: string }
  | { type: 'progress'; status: RunStatus; activity: string; progress: Progress | null }
  | { type: 'outcome'; headline: string | null; comparison: ComparisonView | null };

const SIDE_EXPORTS = ['csv', 'json', 'markdown'] as const;
const PICTURES = ['svg', 'png'] as const;

export type FromSide =
  | { type: 'ready' }
  | { type: 'cancel' }
  | { type: 'resume' }
  | { type: 'train' }
  | { type: 'compare' }
  | { type: 'open-in-editor' }
  /** Write this arm into the script. */
  | { type: 'use'; arm: string }
  | { type: 'export'; format: (typeof SIDE_EXPORTS)[number] }
  /** A picture that the page drew: SVG text, or a PNG as a data URL. */
  | { type: 'save-picture'; format: (typeof PICTURES)[number]; content: string }
  | { type: 'problem-action'; action: ProblemAction };

/** What the page asks of the editor; that it can draw concerns the view alone. */
export type SideAsk = Exclude<FromSide, { type: 'ready' }>;

/** What a picture of each kind begins with; anything else is none, and is not written to a file as one. */
const BEGINNINGS: Record<(typeof PICTURES)[number], string> = { svg: '<svg', png: 'data:image/png;base64,' };

/** @throws MessageError for what no page of ours sends */
export function readFromSide(message: unknown): FromSide {
  const fields = new Fields(message);
  const type = fields.text('type');
  switch (type) {
    case 'ready':
    case 'cancel':
    case 'resume':
    case 'train':
    case 'compare':
    case 'open-in-editor':
      return { type };
    case 'use':
      return { type, arm: fields.text('arm') };
    case 'export':
      return { type, format: fields.oneOf('format', SIDE_EXPORTS) };
    case 'save-picture': {
      const format = fields.oneOf('format', PICTURES);
      const content = fields.text('content');
      if (!content.startsWith(BEGINNINGS[format]))
        throw new MessageError(`The page sent no ${format} picture.`);
      return { type, format, content };
    }
    case 'problem-action':
      return { type, action: readProblemAction(fields.raw('action')) };
    default:
      throw new MessageError(`The page sent "${type}".`);
  }
}
