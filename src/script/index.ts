/**
 * What a training script's source says about its learning rate, and the edits that write a rate or a schedule into
 * it. Pure text in, pure text out; each language is a module (`SourceLanguage`) and a line in `languages.ts`.
 */
import { sourceLanguageOf } from './languages';
import { loadGrammars, type ReadWasm } from './parse';
import type { ScriptParser, ScriptSites } from './types';

export { grammarOf, type ScriptLanguage } from '../languages';
export { applyEdits } from './edits';
export type * from './types';

const NO_SITES: ScriptSites = {
  training: [],
  rates: [],
  schedule: null,
  ownSchedules: [],
  isTrainingScript: false,
};

/** @param readWasm gives the bytes of a grammar or of the parser's runtime by file name, such as `tree-sitter.wasm`. */
export async function createScriptParser(readWasm: ReadWasm): Promise<ScriptParser> {
  const parse = await loadGrammars(readWasm);
  return {
    findSites: (text, grammar) => {
      const language = sourceLanguageOf(grammar);
      return language.mentions.test(text) ? language.findSites(parse(text, grammar)) : NO_SITES;
    },
    planInsertion: (text, grammar, request, siteHint) =>
      sourceLanguageOf(grammar).planInsertion(parse, parse(text, grammar), request, siteHint),
    planReplacement: (text, grammar, request, siteHint) =>
      sourceLanguageOf(grammar).planReplacement(parse, parse(text, grammar), request, siteHint),
  };
}
