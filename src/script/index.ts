/**
 * What a training script's source says about its learning rate, and the edits that write a rate or a schedule into
 * it. Pure text in, pure text out; TensorFlow.js in JavaScript and TypeScript is one language module, a further
 * language is another beside it.
 */
import { findSites } from './javascript/sites';
import { planInsertion } from './javascript/insert/plan';
import { planReplacement } from './javascript/insert/replace';
import { loadGrammars } from './syntax';
import type { ScriptParser } from './types';

export { grammarOf, type ScriptLanguage } from '../languages';
export { applyEdits } from './edits';
export type * from './types';

/** @param readWasm gives the bytes of a grammar or of the parser's runtime by file name, such as `tree-sitter.wasm`. */
export async function createScriptParser(
  readWasm: (file: string) => Promise<Uint8Array>,
): Promise<ScriptParser> {
  const parse = await loadGrammars(readWasm);
  return {
    findSites: (text, language) => findSites(parse(text, language)),
    planInsertion: (text, language, request, siteHint) =>
      planInsertion(parse, parse(text, language), request, siteHint),
    planReplacement: (text, language, request, siteHint) =>
      planReplacement(parse, parse(text, language), request, siteHint),
  };
}
