/** What `src/script` finds in a training script and how it says what to write. Offsets are JavaScript string offsets. */

import type { ScriptLanguage } from '../languages';
import type { PolicyKind } from '../tuning';

export interface TextRange {
  start: number;
  end: number;
}

/** A call that trains, or the loop around the calls that do. */
export interface TrainingSite extends TextRange {
  /** What trains, as the framework names it, such as `fit` or `step`. */
  method: string;
  /** 0-based. */
  line: number;
}

/**
 * How the script gives the learning rate:
 * `literal` where the optimizer is made; `default` where it is made without a rate; `constant` in a variable of this
 * file; `name` where the optimizer is only named, and takes the rate that goes with its name; `config` in a field, a
 * class field or a parameter's default; `argument` from the command line or the environment; `search` from a list that
 * is searched over; `elsewhere` in another file or handed in.
 */
export type RateKind =
  'literal' | 'default' | 'constant' | 'name' | 'config' | 'argument' | 'search' | 'elsewhere';

/** Where a learning rate is written. The range is what an edit would replace. */
export interface RateSite extends TextRange {
  kind: RateKind;
  /** The name of its class in lower case, such as `adam`; empty where it cannot be told. */
  optimizer: string;
  /** The rate it now has, defaults included; null where this file does not tell. */
  value: number | null;
  /** 0-based. */
  line: number;
  /** The site in a few words, such as `LEARNING_RATE = 0.01`. */
  label: string;
}

/** Bounds that were inserted earlier, found again by their syntax. */
export interface InsertedSchedule {
  /** Null where only the two constants were written. */
  policy: PolicyKind | null;
  baseLR: number;
  maxLR: number;
  /** Iterations from the base to the maximum; null where only the two constants were written. */
  stepSize: number | null;
  ranges: TextRange[];
}

/** What of the script's own changes the rate while it trains: a line that sets it, or an optimizer's decay. */
export interface OwnSchedule extends TextRange {
  /** 0-based. */
  line: number;
  /** It in a few words, such as `optimizer.learningRate *= 0.9`. */
  label: string;
  /** False where the optimizer ignores a rate that is assigned. */
  effective: boolean;
}

export interface ScriptSites {
  training: TrainingSite[];
  rates: RateSite[];
  schedule: InsertedSchedule | null;
  ownSchedules: OwnSchedule[];
  isTrainingScript: boolean;
}

export type InsertRequest =
  | {
      what: 'schedule';
      policy: PolicyKind;
      baseLR: number;
      maxLR: number;
      /** Iterations from the base to the maximum rate. */
      stepSize: number;
      /** Iterations of the whole run, for policies that end with it. */
      totalSteps?: number;
    }
  | { what: 'constants'; baseLR: number; maxLR: number }
  | { what: 'fixed'; lr: number };

export interface TextEdit extends TextRange {
  text: string;
}

export type InsertPlan =
  | {
      ok: true;
      /** Sorted, not overlapping; empty where the code already says what was asked for. */
      edits: TextEdit[];
      /** Offset in the new text. */
      cursor: number;
      /** Ranges in the new text. */
      changed: TextRange[];
      /** What of the script's own still changes the same rate, in the old text. */
      ownSchedules: OwnSchedule[];
      /** What was done, in one or two sentences for the user. */
      summary: string;
    }
  | {
      ok: false;
      /** Why not, in the user's words. */
      reason: string;
      /** Files in which the rate may be written instead, as the script imports them. */
      files: readonly string[];
      /** Code for the clipboard. */
      snippet: string;
    };

export interface ScriptParser {
  /** Tolerates broken code. */
  findSites(text: string, language: ScriptLanguage): ScriptSites;
  /** @param siteHint an offset in the rate or training site that was asked for; else the first is taken. */
  planInsertion(
    text: string,
    language: ScriptLanguage,
    request: InsertRequest,
    siteHint?: number,
  ): InsertPlan;
  /** As `planInsertion`, with the script's own schedules that it names taken out by the same edits. */
  planReplacement(
    text: string,
    language: ScriptLanguage,
    request: InsertRequest,
    siteHint?: number,
  ): InsertPlan;
}
