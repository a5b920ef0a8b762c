/** What every layer has to know of a programming language: facts and words, nothing that runs. */

export type LanguageId = 'javascript' | 'python';

/** How a file is parsed: one language may have several grammars. */
export type ScriptLanguage = 'javascript' | 'typescript' | 'tsx' | 'python';

/** What a process saw of the framework: `bundled` is a copy inside the script's own file, out of reach. */
export type FrameworkSeen = 'none' | 'loaded' | 'bundled';

export interface LanguageFacts {
  readonly id: LanguageId;
  /** As people call it. */
  readonly name: string;
  /** What runs its scripts, as people call it. */
  readonly runtime: string;
  /** The setting that names another runtime. */
  readonly runtimeSetting: string;
  /** The option of the command line that does, without its dashes. */
  readonly runtimeOption: string;
  /** What can be trained, for a sentence. */
  readonly trainable: string;
  /** Endings of its files, without the dot, and how each is parsed. */
  readonly grammars: Readonly<Record<string, ScriptLanguage>>;
  /** What VS Code calls its files (`onLanguage:…` in package.json). */
  readonly editorLanguages: readonly string[];
  /** Those that its runtime runs. */
  readonly runnable: readonly string[];
  /** A folder that holds one of these is a project, where its scripts may want to run. */
  readonly projectFiles: readonly string[];
  /** How a script names a framework that it loads. */
  readonly framework: RegExp;
  readonly words: LanguageWords;
}

export interface FrameworkMissing {
  readonly title: string;
  readonly command: string;
  /** Whether another runtime may have it, as another environment of Python's. */
  readonly otherRuntime: boolean;
}

/** What people are told, where it depends on the language. */
export interface LanguageWords {
  /** What a beginner should know about an error message; null where it says enough. */
  hint(message: string): string | null;
  /**
   * Said where the framework is missing, and the command that installs it.
   * @param runtime what ran the script
   * @param stack of the error; empty where there is none
   */
  frameworkMissing(message: string, runtime: string, stack: string): FrameworkMissing;
  /** The same for the native engine; null where there is no such choice. */
  readonly nativeEngine: { readonly missing: string; readonly install: string; readonly cost: string } | null;
  /** Why the runtime did not load the trainer, for a title, and what to do about it. */
  readonly notArmed: { readonly why: string; readonly advice: string };
  /**
   * Why a script that ran to its end trained nothing.
   * @param tookGradients it computed gradients, so its updates were made by hand
   */
  whyNothingTrained(seen: FrameworkSeen, tookGradients: boolean): string;
  /** What to do where the script makes its updates itself, as the title says. */
  readonly updatesByHand: string;
  /** What to do where updates came without a loss. */
  readonly noLoss: string;
  /** What to do where the optimizer ignores its rate. */
  readonly rateNotApplied: string;
}
