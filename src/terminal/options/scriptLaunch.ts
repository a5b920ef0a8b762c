/** From the options that name a script to how it is started. */
import path from 'node:path';
import { LANGUAGES, languageThatRuns } from '../../languages';
import { type Log, moduleFile, type ScriptLaunch, SILENT, splitArguments } from '../../runner';
import { oneLine } from '../../protocol/plainText';
import type { EngineChoice } from '../../protocol/plan';
import type { LaunchOptions, Typed } from './scriptCommand';
import { UsageError } from './usage';
import { verboseLog } from '../verbose';

/** @throws UsageError */
export function readScript(options: LaunchOptions, typed: Typed): ScriptLaunch {
  const cwd = options.cwd === undefined ? null : path.resolve(options.cwd);
  const { script, ...started } = readProgram(options.module ?? null, typed, cwd);
  const language = languageThatRuns(script);
  const { runtimeOption } = language ?? LANGUAGES.javascript;
  const other = [...typed.runtimePaths.keys()].find((option) => option !== runtimeOption);
  if (language !== null && other !== undefined) {
    const name = oneLine(path.basename(script));
    throw new UsageError(
      `${name} runs on ${language.runtime}: --${runtimeOption} names one, not --${other}.`,
    );
  }
  return {
    script,
    args: [...typed.scriptArguments],
    env: {},
    runtimePath: typed.runtimePaths.get(runtimeOption) ?? null,
    runtimeArgs: [],
    ...started,
    ...readLauncher(options),
  };
}

/** The path of a script, or a module as `python -m` takes it. */
function readProgram(
  module: string | null,
  { command, operands }: Typed,
  cwd: string | null,
): Pick<ScriptLaunch, 'script' | 'cwd' | 'launcher'> {
  const [script, ...extra] = module === null ? operands : ['', ...operands];
  if (script === undefined) throw new UsageError(`${command} needs the path of a training script.`);
  if (extra.length > 0) {
    throw new UsageError(
      `One script at a time; put the script's own arguments behind "--": -- ${extra.join(' ')}`,
    );
  }
  if (module === null) return { script: path.resolve(script), cwd };
  const folder = cwd ?? process.cwd();
  const file = moduleFile(module, folder);
  if (file === null) {
    const [outermost = ''] = module.split('.');
    throw new UsageError(
      `There is no module ${module} in ${folder}. Run this in the folder that holds ${outermost}, or name that with --cwd.`,
    );
  }
  return { script: file, cwd: folder, launcher: ['{python}', '-m', module] };
}

/** As in a shell: words apart by spaces, which quotes keep together. */
function readLauncher({ launcher: text }: LaunchOptions): Pick<ScriptLaunch, 'launcher'> {
  if (text === undefined) return {};
  const launcher = splitArguments(text);
  if (launcher === null) throw new UsageError(`--launcher leaves a quote open: ${text}`);
  return { launcher };
}

/** What computes, with how many threads, which of the script's trainings is driven, and what is told of it. */
export function readHow({ engine, threads, training, verbose }: LaunchOptions): {
  engine: EngineChoice;
  threads: number;
  training: string | null;
  log: Log;
} {
  return {
    engine,
    threads: threads ?? 0,
    training: training === undefined ? null : String(training),
    log: verbose ? verboseLog(process.stderr) : SILENT,
  };
}
