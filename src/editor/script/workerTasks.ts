/** What the host asks its worker thread about source text, and what it gets back. */
import type { InsertPlan, InsertRequest, ScriptLanguage, ScriptSites } from '../../script';

interface Source {
  readonly text: string;
  readonly language: ScriptLanguage;
}

interface Edit extends Source {
  readonly request: InsertRequest;
  /** As for `ScriptParser.planInsertion`. */
  readonly siteHint: number | undefined;
}

export type Task =
  ({ readonly what: 'sites' } & Source) | ({ readonly what: 'insertion' | 'replacement' } & Edit);

export type TaskResult = ScriptSites | InsertPlan;

/** To the one task that is under way. */
export type Answer =
  | { readonly ok: true; readonly result: TaskResult }
  | { readonly ok: false; readonly message: string; readonly stack: string };
