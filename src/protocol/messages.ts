/**
 * The process boundary: what the host asks of a trainer (the plan, in the environment) and what a trainer
 * reports (one JSON object a line). Language-neutral on purpose: steps, rates, losses, accuracies, phases and
 * errors, never tensors or layers, so that a trainer for another language joins by speaking the same lines.
 */
import type { Ramp, Schedule } from '../tuning';

export const PROTOCOL_VERSION = 1;

/** Environment variable that carries the plan as JSON. */
export const PLAN_VARIABLE = 'LR_TUNER_PLAN';

/** File descriptor in the child that takes the report. Where it is lost (a forked child), `Plan.reportFile` is appended to. */
export const REPORT_DESCRIPTOR = 3;

export type EngineChoice = 'automatic' | 'native' | 'embedded';

/** What the trainer does with the rate. */
export type Experiment =
  /** The rate follows the ramp and the process ends when the ramp does. */
  | {
      kind: 'range-test';
      ramp: Ramp;
      /** Also evaluates the script's validation data now and then; left out, it does not. */
      validation?: boolean;
    }
  /** The script trains to its natural end; a schedule of null leaves its own rate alone. */
  | { kind: 'train'; schedule: Schedule | null }
  /** Only lists the script's trainings: each `fit` is cut to one epoch, at the script's own rate. */
  | { kind: 'survey' };

export interface Plan {
  v: typeof PROTOCOL_VERSION;
  experiment: Experiment;
  /** Same seed, same curve. Null leaves the script's randomness as it is. */
  seed: number | null;
  engine: EngineChoice;
  /** Threads of the embedded engine. */
  threads: number;
  /** Whether the script may write its model; a range test never lets it. */
  allowSave: boolean;
  /** The training to drive (`OptimizerSeen.id`) where a script has several; null takes the first that trains. */
  role: string | null;
  /** Where reports go when the pipe was not inherited. */
  reportFile: string | null;
}

export type EngineKind = 'native' | 'embedded' | 'cpu' | 'other';

/** Sent when the interpreter starts with the hook in place. Without it the script would run unhooked, in full. */
export interface Armed {
  type: 'armed';
  pid: number;
  runtime: string;
  argv: string[];
}

/** Sent at the first update: what really trains. */
export interface Hello {
  type: 'hello';
  pid: number;
  rank: number;
  world: number;
  framework: { name: string; version: string; backend: string };
  engine: { kind: EngineKind; name: string; version: string; threads: number };
}

/**
 * A training of the script's, at its first update: an optimizer class with the variables it updates. A GAN has two at
 * once; transfer learning, k folds and searches have one after another.
 */
export interface OptimizerSeen {
  type: 'optimizer';
  /** "1" for the training that begins first, and so on: the same from run to run. */
  id: string;
  class: string;
  role: string;
  /** The rate the script itself had given. */
  lr: number;
  driven: boolean;
  /** Updates that its `fit` is to make, by the script's own epochs; null where the script does not say. */
  planned: number | null;
}

export interface DataSeen {
  type: 'data';
  batchesPerEpoch: number | null;
  batchSize: number | null;
  epochs: number | null;
}

/** One update: `lr` is the rate verified to have been used; loss and accuracy are the batch's own, before it. */
export interface Step {
  type: 'step';
  i: number;
  lr: number;
  loss?: number;
  accuracy?: number;
}

export interface Phase {
  type: 'phase';
  phase: 'train' | 'evaluate' | 'save-skipped';
  /** The script's own; without one, the trainer evaluated by itself, before the update of this step. */
  epoch?: number;
  /** Iterations done when the phase was reached. */
  step?: number;
  loss?: number;
  accuracy?: number;
  path?: string;
}

export interface Warning {
  type: 'warning';
  code: WarningCode;
  message: string;
}

export type WarningCode =
  | 'accuracy-source'
  | 'no-accuracy'
  | 'schedule-overridden'
  | 'engine-substituted'
  | 'early-stopping-ignored'
  | 'several-optimizers'
  | 'momentum'
  | 'no-validation'
  | 'hook-fault'
  | 'other';

export type EndReason =
  | 'ramp-complete'
  | 'stopped'
  | 'diverged'
  | 'script-ended'
  | 'error'
  /** A file of the script's cannot be parsed. */
  | 'syntax-error'
  | 'framework-missing'
  | 'native-engine-missing'
  | 'engine-failed'
  | 'rate-not-applied'
  | 'hook-fault';

/** Decides the outcome; the exit code never does. */
export interface End {
  type: 'end';
  reason: EndReason;
  steps: number;
  message?: string;
  stack?: string;
  /** What the process saw of the framework: `bundled` is a copy inside the script's own file, out of reach. */
  framework?: 'none' | 'loaded' | 'bundled';
}

export type TrainerMessage = Armed | Hello | OptimizerSeen | DataSeen | Step | Phase | Warning | End;

/** One line of the report. Numbers that JSON lacks travel as "NaN", "Infinity", "-Infinity". */
export function encodeMessage(message: TrainerMessage): string {
  if (message.type === 'step') return encodeStep(message);
  return `${JSON.stringify({ v: PROTOCOL_VERSION, ...message }, nonFiniteAsString)}\n`;
}

/** Written out, since one comes with every update, and `JSON.stringify` takes as long as a small kernel. */
function encodeStep({ i, lr, loss, accuracy }: Step): string {
  const measured = `${encodeField('loss', loss)}${encodeField('accuracy', accuracy)}`;
  return `{"v":${PROTOCOL_VERSION},"type":"step","i":${i}${encodeField('lr', lr)}${measured}}\n`;
}

function encodeField(name: string, value: number | undefined): string {
  if (value === undefined) return '';
  return Number.isFinite(value) ? `,"${name}":${value}` : `,"${name}":"${value}"`;
}

export function nonFiniteAsString(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
