/** What a language module gives: what its scripts say about their rates, and the edits that write one. */
import type { ScriptLanguage } from '../languages';
import type { ParseText, SyntaxTree } from './syntax';
import type { InsertPlan, InsertRequest, ScriptSites } from './types';

export interface SourceLanguage {
  /** The grammars that its files are written in, each with tree-sitter's file for it. */
  readonly grammars: Readonly<Partial<Record<ScriptLanguage, string>>>;
  /** What a file says somewhere that trains, or that names the rate of what trains; others are not parsed. */
  readonly mentions: RegExp;
  /** Tolerates broken code. */
  findSites(tree: SyntaxTree): ScriptSites;
  /** @param siteHint an offset in the rate or training site that was asked for; else the first is taken. */
  planInsertion(parse: ParseText, tree: SyntaxTree, request: InsertRequest, siteHint?: number): InsertPlan;
  /** As `planInsertion`, with the script's own schedules that it names taken out by the same edits. */
  planReplacement(parse: ParseText, tree: SyntaxTree, request: InsertRequest, siteHint?: number): InsertPlan;
}
