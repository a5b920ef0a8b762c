/** From a script to the command that runs it with the trainer in place. */
import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LANGUAGES, languageThatRuns, type LanguageId, RUNNABLE_ENDINGS } from '../languages';
import { oneLine } from '../protocol/plainText';
import { ProblemError } from '../protocol/problems';
import { readEnvFile } from './envFile';
import { ownEnvironment } from './environment';
import { javascript } from './javascript/launch';
import type { Launch, RuntimeLanguage, ScriptLaunch } from './language';
import { logLaunch, logRefusal } from './log/launchLog';
import { type Log, SILENT } from './log/log';
import { python } from './python/launch';

export const RUNTIMES: Readonly<Record<LanguageId, RuntimeLanguage>> = { javascript, python };

/** @throws ProblemError with words for the user. */
export async function prepareLaunch(
  script: ScriptLaunch,
  distFolder: string,
  log: Log = SILENT,
): Promise<Launch> {
  try {
    const launch = await prepare(script, distFolder);
    logLaunch(log, launch, script);
    return launch;
  } catch (error) {
    if (error instanceof ProblemError) logRefusal(log, script, error.problem);
    throw error;
  }
}

async function prepare(script: ScriptLaunch, distFolder: string): Promise<Launch> {
  await checkFile(script.script);
  const language = languageThatRuns(script.script)?.id;
  if (language === undefined) throw unsupported(script.script);
  const cwd = script.cwd ?? RUNTIMES[language].workingFolder(script);
  await checkFolder(cwd);
  const fromFile = script.envFile ? await readEnvFile(script.envFile) : {};
  const environment = { ...ownEnvironment(), ...fromFile, ...script.env };
  const prepared = await RUNTIMES[language].prepare({ ...script, cwd }, environment, distFolder);
  return { language, script: script.script, cwd, givesWay: script.givesWay ?? false, ...prepared };
}

async function checkFile(file: string): Promise<void> {
  const found = await statOf(file);
  if (found?.isFile()) return;
  if (found?.isDirectory()) throw await folderGiven(file);
  throw new ProblemError({
    code: 'script-missing',
    title: `There is no file ${file}.`,
    detail: 'Correct the path, or choose another script. One that was never saved has no file yet.',
    actions: [{ kind: 'choose-script' }],
  });
}

/** So many scripts of a folder are named. */
const NAMED_SCRIPTS = 5;

async function folderGiven(folder: string): Promise<ProblemError> {
  const names = await readdir(folder).catch((error: Error) => {
    throw cannotBeRead(folder, error);
  });
  const scripts = await scriptsThatTrain(
    folder,
    names.filter((name) => languageThatRuns(name) !== null).sort(),
  );
  const named = scripts.slice(0, NAMED_SCRIPTS).map(oneLine).join(', ');
  const more = scripts.length > NAMED_SCRIPTS ? ', …' : '';
  return new ProblemError({
    code: 'script-missing',
    title: `${folder} is a folder.`,
    detail:
      scripts.length === 0
        ? 'No script that could train lies right in it. Choose the script that starts the training.'
        : `Choose the script in it that starts the training; there are: ${named}${more}.`,
    actions: [{ kind: 'choose-script' }],
  });
}

/** Those that load a framework; where none does, all but what configures tools: one of them may call a module that does. */
async function scriptsThatTrain(folder: string, names: readonly string[]): Promise<string[]> {
  const loads = await Promise.all(names.map((name) => loadsFramework(path.join(folder, name))));
  const training = names.filter((_, i) => loads[i]);
  return training.length > 0 ? training : names.filter((name) => !/\.config\.\w+$|^\./.test(name));
}

/** So much of a file is read: imports stand at its beginning. */
const HEAD_BYTES = 64 * 1024;

async function loadsFramework(file: string): Promise<boolean> {
  const framework = languageThatRuns(file)?.framework;
  const handle = await open(file).catch(() => null);
  if (handle === null) return false;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return framework?.test(buffer.toString('utf8', 0, bytesRead)) ?? false;
  } catch {
    // A folder of that name, or not ours to read: no script to name.
    return false;
  } finally {
    await handle.close();
  }
}

/** Null where there is nothing of that name. @throws ProblemError where the system does not let us see it */
async function statOf(name: string): Promise<Stats | null> {
  try {
    return await stat(name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (NOT_THERE.includes(String(error.code))) return null;
    throw cannotBeRead(name, error);
  }
}

function cannotBeRead(name: string, { message }: Error): ProblemError {
  return new ProblemError({
    code: 'script-missing',
    title: `${name} cannot be read.`,
    detail: `The system said: ${message}. Correct that, or choose another script.`,
    actions: [{ kind: 'choose-script' }],
  });
}

/** A name with a null character is none that a file could have. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE'];

async function checkFolder(folder: string): Promise<void> {
  const found = await statOf(folder);
  if (found?.isDirectory()) return;
  throw new ProblemError({
    code: 'script-missing',
    title: `There is no folder ${folder} to run the script in.`,
    detail: "Correct the script's working directory, or leave it empty to use the script's own folder.",
    actions: [{ kind: 'run-again' }],
  });
}

function unsupported(script: string): ProblemError {
  const trainable = Object.values(LANGUAGES)
    .filter(({ runnable }) => runnable.length > 0)
    .map((language) => language.trainable);
  const endings = RUNNABLE_ENDINGS.map((ending) => `.${ending}`).join(', ');
  return new ProblemError({
    code: 'language-unsupported',
    title: `${path.basename(script)} is not a script that can be trained here.`,
    detail: `Range tests run on ${trainable.join(' and on ')} (${endings}).`,
    actions: [{ kind: 'choose-script' }],
  });
}
