/** What the runner has to know of a language: how a script of it is started, and where its errors arose. */
import type { LanguageId } from '../languages';

export interface ScriptLaunch {
  /** Absolute path. */
  script: string;
  args: string[];
  /** Null: the script's own folder. */
  cwd: string | null;
  env: Record<string, string>;
  /** A file of further variables, such as `.env`; those of `env` come before its own. */
  envFile?: string | null;
  /** The interpreter that the user chose; null: the first one found that will do. */
  runtimePath: string | null;
  runtimeArgs: string[];
  /**
   * What another extension of the editor runs scripts of this language with: a program or the folder of an environment;
   * null where it has chosen none. Asked only where the user chose none either.
   */
  editorsRuntime?: () => Promise<string | null>;
  /**
   * The whole command that starts the script, such as `torchrun --standalone {script}`; `{python}`, `{script}` and
   * `{module}` are filled in, the arguments follow. Left out: `{python} {script}`.
   */
  launcher?: readonly string[];
  /** Whether `torch.compile` compiles; left out, not while the rate is ramped. */
  compile?: CompileChoice;
  /** It gives way to other programs, as below an editor that has to stay quick. */
  givesWay?: boolean;
}

/** `auto` leaves it off in range tests and surveys, where it would take longer than all else. */
export const COMPILE_CHOICES = ['auto', 'keep', 'disable'] as const;
export type CompileChoice = (typeof COMPILE_CHOICES)[number];

/** One whose working folder is known. */
export interface PlacedLaunch extends ScriptLaunch {
  cwd: string;
}

export interface Launch {
  language: LanguageId;
  /** Absolute path of what the user asked to run. */
  script: string;
  runtime: { name: string; path: string; version: string };
  command: string[];
  cwd: string;
  /** The whole environment of the child. */
  env: Record<string, string>;
  /** What the environment has besides, unless the script trains to its own end. */
  trialEnv: Record<string, string>;
  givesWay: boolean;
  /** It may compute on a device that its processes would share, such as a GPU; which one, its hello says. */
  takesDevice: boolean;
  /** No second one may run beside it. */
  alone: boolean;
}

/** A line of the user's own files; lines count from 1. */
export interface FileLine {
  file: string;
  /** Of a notebook: the cell that the line counts in; all cells count, from 1. */
  cell?: number;
  line: number;
}

export interface RuntimeLanguage {
  id: LanguageId;
  /** Where a script runs that says nothing of it. */
  workingFolder(script: ScriptLaunch): string;
  /**
   * @param environment what the child gets, the script's own variables included; what is returned takes its place
   * @throws ProblemError
   */
  prepare(
    script: PlacedLaunch,
    environment: Record<string, string>,
    distFolder: string,
  ): Promise<Pick<Launch, 'runtime' | 'command' | 'env' | 'trialEnv' | 'takesDevice' | 'alone'>>;
  /** Where in the user's own files an error arose, from its stack or from the script's output. */
  locate(text: string): FileLine | null;
}
