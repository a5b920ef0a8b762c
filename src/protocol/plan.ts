/**
 * What the host asks of a trainer, as JSON in the environment. Language-neutral: a trainer for another language joins
 * by reading the same plan.
 */
import type { Ramp, Schedule } from '../tuning';

/** Of the plan and of the report (`report.ts`). */
export const PROTOCOL_VERSION = 1;

/** Environment variable that carries the plan. */
export const PLAN_VARIABLE = 'LR_TUNER_PLAN';

/** What shall compute, where a language has a choice: its own native library, or the embedded engine. */
export const ENGINE_CHOICES = ['automatic', 'native', 'embedded'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

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
  | {
      kind: 'train';
      schedule: Schedule | null;
      /** It is only asked for its length, and stopped once it has told it: what it logs is not kept. */
      brief?: boolean;
    }
  /** Only lists the script's trainings, at the script's own rate and as briefly as the framework allows. */
  | { kind: 'survey' };

/** What is asked of one child. The rest of the plan is the runner's business. */
export interface Asked {
  experiment: Experiment;
  /** Same seed, same curve. Null leaves the script's randomness as it is. */
  seed: number | null;
  engine: EngineChoice;
  /** Threads to compute with, where the trainer can set them. */
  threads: number;
  /** Whether the script may write its model; a range test never lets it. */
  allowSave: boolean;
  /** The training to drive (`TrainingSeen.id`) where a script has several; null takes the first that begins. */
  training: string | null;
}

export interface Plan extends Asked {
  v: typeof PROTOCOL_VERSION;
  /** Every process that has no pipe to the host writes its report here, in a file of its own (`reportFileName`). */
  reportFolder: string;
  /** Where that folder is not there, on another machine, each line is printed behind this (`MarkedLines`). */
  reportMarker: string;
  /** A trainer whose host is gone ends its process. */
  hostPid: number;
  /** The machine on which the host has that number. */
  hostName: string;
}

export function encodePlan(plan: Plan): string {
  return JSON.stringify(plan);
}

/** @throws Error where the host speaks another version */
export function decodePlan(text: string): Plan {
  const plan = JSON.parse(text) as Plan;
  if (plan.v !== PROTOCOL_VERSION) {
    throw new Error(`This trainer speaks protocol ${PROTOCOL_VERSION}, its host ${String(plan.v)}.`);
  }
  return plan;
}
