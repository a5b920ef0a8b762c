/** The options that every command shares which runs a script. */
import path from 'node:path';
import { LANGUAGES, languageThatRuns, RUNTIME_OPTIONS } from '../languages';
import { type Log, moduleFile, type ScriptLaunch, SILENT, splitArguments } from '../runner';
import { verboseLog } from './verbose';
import { oneOf, optionalText, positiveInteger, UsageError } from './usage';
import type { CommandLine } from './usage';
import type { EngineChoice } from '../protocol/plan';
import { MOST } from '../tuning';

const NAME = { type: 'string' } as const;

export const LAUNCH_OPTIONS = {
  ...Object.fromEntries(RUNTIME_OPTIONS.map((option) => [option, NAME])),
  engine: NAME,
  threads: NAME,
  training: NAME,
  module: { type: 'string', short: 'm' },
  launcher: NAME,
  cwd: NAME,
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

export function readScript(line: CommandLine, command: string): ScriptLaunch {
  const cwd = optionalText(line, 'cwd');
  const { script, ...started } = readProgram(line, command, cwd === null ? null : path.resolve(cwd));
  return {
    script,
    args: line.scriptArguments,
    env: {},
    runtimePath: optionalText(line, (languageThatRuns(script) ?? LANGUAGES.javascript).runtimeOption),
    runtimeArgs: [],
    ...started,
    ...readLauncher(line),
  };
}

/** The path of a script, or a module as `python -m` takes it. */
function readProgram(
  line: CommandLine,
  command: string,
  cwd: string | null,
): Pick<ScriptLaunch, 'script' | 'cwd' | 'launcher'> {
  const module = optionalText(line, 'module');
  const [script, ...extra] = module === null ? line.positionals : ['', ...line.positionals];
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
function readLauncher(line: CommandLine): Pick<ScriptLaunch, 'launcher'> {
  const text = optionalText(line, 'launcher');
  if (text === null) return {};
  const launcher = splitArguments(text);
  if (launcher === null) throw new UsageError(`--launcher leaves a quote open: ${text}`);
  return { launcher };
}

/** What computes, with how many threads, which of the script's trainings is driven, and what is told of it. */
export function readHow(line: CommandLine): {
  engine: EngineChoice;
  threads: number;
  training: string | null;
  log: Log;
} {
  return {
    engine: oneOf(line, 'engine', ['automatic', 'native', 'embedded'], 'automatic'),
    threads: line.values['threads'] === undefined ? 0 : positiveInteger(line, 'threads', 1, MOST.threads),
    training:
      line.values['training'] === undefined
        ? null
        : String(positiveInteger(line, 'training', 1, MOST.training)),
    log: line.values['verbose'] === true ? verboseLog(process.stderr) : SILENT,
  };
}
