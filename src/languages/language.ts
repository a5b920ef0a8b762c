import type { ScriptLanguage } from '../script/types';

const byExtension: Record<string, ScriptLanguage> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
};

/** The language of a script by its file name; null for files that are no scripts. */
export function languageOf(fileName: string): ScriptLanguage | null {
  const extension = /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase();
  return (extension && byExtension[extension]) || null;
}
