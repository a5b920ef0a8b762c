/** The languages whose scripts can be tuned. */
import { javascript } from './javascript';
import type { LanguageFacts, LanguageId, ScriptLanguage } from './language';
import { python } from './python';

export type { FrameworkSeen, LanguageFacts, LanguageId, LanguageWords, ScriptLanguage } from './language';

export const LANGUAGES: Readonly<Record<LanguageId, LanguageFacts>> = { javascript, python };

const ALL: readonly LanguageFacts[] = Object.values(LANGUAGES);

/** Endings, without the dot, of the files that can be run. */
export const RUNNABLE_ENDINGS: readonly string[] = ALL.flatMap(({ runnable }) => runnable);

/** Options of the command line that name a runtime, without their dashes. */
export const RUNTIME_OPTIONS: readonly string[] = ALL.map(({ runtimeOption }) => runtimeOption);

/** A glob of the files that can be run. */
export const RUNNABLE_PATTERN = `**/*.{${RUNNABLE_ENDINGS.join(',')}}`;

/** The language that runs a file, by its name; null for what cannot be run. */
export function languageThatRuns(fileName: string): LanguageFacts | null {
  const ending = endingOf(fileName);
  return ALL.find(({ runnable }) => runnable.includes(ending)) ?? null;
}

/** Whether a script is a notebook: the code cells of a JSON file. */
export function isNotebook(fileName: string): boolean {
  return endingOf(fileName) === 'ipynb';
}

/** How a file is parsed, by its name; null for files that are no scripts. */
export function grammarOf(fileName: string): ScriptLanguage | null {
  const ending = endingOf(fileName);
  return ALL.map(({ grammars }) => grammars[ending]).find((grammar) => grammar !== undefined) ?? null;
}

function endingOf(fileName: string): string {
  return /\.([^.\\/]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}
