/** From a script to the command that runs it with the trainer in place. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { javascript } from './javascript/launch';
import { ProblemError } from '../protocol/problems';

export interface ScriptLaunch {
  /** Absolute path. */
  script: string;
  args: string[];
  /** Null: the script's own folder. */
  cwd: string | null;
  env: Record<string, string>;
  /** The interpreter that the user chose; null: the first one found that will do. */
  runtimePath: string | null;
  runtimeArgs: string[];
  /** It gives way to other programs, as below an editor that has to stay quick. */
  givesWay?: boolean;
}

export interface Launch {
  /** Absolute path of what the user asked to run. */
  script: string;
  runtime: { name: string; path: string; version: string };
  command: string[];
  cwd: string;
  /** The whole environment of the child. */
  env: Record<string, string>;
  givesWay: boolean;
}

/** A place in the user's own files; lines count from 1. */
export interface Place {
  file: string;
  line: number;
}

/** What the runner has to know of a language; nothing else in it assumes one. */
export interface Language {
  /** Also the `name` of its launches' runtime. */
  name: string;
  extensions: readonly string[];
  /** @throws ProblemError */
  prepare(script: ScriptLaunch, distFolder: string): Promise<Pick<Launch, 'runtime' | 'command'>>;
  /** Where in the user's own files an error arose, from its stack or from the script's output. */
  locate(text: string): Place | null;
  /** What a beginner should know about an error message; null where it says enough. */
  hint(message: string): string | null;
  /** The command that installs the framework. */
  installFramework: string;
  /** What to type where the native engine is missing. */
  installNative: string;
}

const LANGUAGES: readonly Language[] = [javascript];

export function languageOf(launch: Launch): Language | null {
  return LANGUAGES.find((language) => language.name === launch.runtime.name) ?? null;
}

/** @throws ProblemError with words for the user. */
export async function prepareLaunch(script: ScriptLaunch, distFolder: string): Promise<Launch> {
  await checkFile(script.script);
  const extension = path.extname(script.script).toLowerCase();
  const language = LANGUAGES.find((one) => one.extensions.includes(extension));
  if (language === undefined) throw unsupported(script.script);
  const cwd = script.cwd ?? path.dirname(script.script);
  await checkFolder(cwd);
  return {
    script: script.script,
    ...(await language.prepare(script, distFolder)),
    cwd,
    env: { ...ownEnvironment(), ...script.env },
    givesWay: script.givesWay ?? false,
  };
}

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return;
  throw new ProblemError({
    code: 'script-missing',
    title: `There is no file ${file}.`,
    detail: 'It may have been moved, renamed or not saved yet. Save it, or choose another script.',
    actions: [{ kind: 'choose-script' }],
  });
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new ProblemError({
    code: 'script-missing',
    title: `There is no folder ${folder} to run the script in.`,
    detail: "Correct the script's working directory, or leave it empty to use the script's own folder.",
    actions: [{ kind: 'run-again' }],
  });
}

function unsupported(script: string): ProblemError {
  const extensions = LANGUAGES.flatMap((language) => language.extensions).join(', ');
  return new ProblemError({
    code: 'language-unsupported',
    title: `${path.basename(script)} is not a script that can be trained here.`,
    detail: `Range tests run on TensorFlow.js training scripts for Node (${extensions}).`,
    actions: [{ kind: 'choose-script' }],
  });
}

/** What VS Code sets for its own processes must not reach the script: it would run as, or attach to, the editor. */
const EDITORS_OWN = /^(ELECTRON_|VSCODE_|LR_TUNER_)/;
/** The debugger's automatic attachment; a memory limit of the user's own stays. */
const ATTACHES_DEBUGGER = /bootloader|--inspect/;

function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isEditorsOwn(entry[0], entry[1]),
  );
  return Object.fromEntries(entries);
}

function isEditorsOwn(name: string, value: string): boolean {
  return EDITORS_OWN.test(name) || (name === 'NODE_OPTIONS' && ATTACHES_DEBUGGER.test(value));
}
