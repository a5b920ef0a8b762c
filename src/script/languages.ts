/** The languages whose source can be read, and the files of the parser that they need. */
import type { LanguageId, ScriptLanguage } from '../languages';
import { javascript } from './javascript';
import type { SourceLanguage } from './language';
import { python } from './python';

const SOURCE_LANGUAGES: Readonly<Record<LanguageId, SourceLanguage>> = { javascript, python };

/** Tree-sitter's runtime. */
export const RUNTIME_FILE = 'tree-sitter.wasm';

/** Each grammar and tree-sitter's file for it. The build ships these files. */
export const GRAMMAR_FILES: ReadonlyMap<ScriptLanguage, string> = new Map(
  Object.values(SOURCE_LANGUAGES).flatMap(({ grammars }) => Object.entries(grammars)) as [
    ScriptLanguage,
    string,
  ][],
);

/** The module that reads and edits what is written in the grammar. */
export function sourceLanguageOf(grammar: ScriptLanguage): SourceLanguage {
  const found = Object.values(SOURCE_LANGUAGES).find(({ grammars }) => grammar in grammars);
  if (!found) throw new Error(`No language module reads ${grammar}.`);
  return found;
}
