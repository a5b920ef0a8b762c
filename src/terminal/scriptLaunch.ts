/** The options that every command shares which runs a script. */
import path from 'node:path';
import type { EngineChoice } from '../runner/messages';
import type { ScriptLaunch } from '../runner';
import { oneOf, optionalText, UsageError } from './usage';
import type { CommandLine } from './usage';

export const LAUNCH_OPTIONS = {
  engine: { type: 'string' },
  threads: { type: 'string' },
  node: { type: 'string' },
  cwd: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export function readScript(line: CommandLine, command: string): ScriptLaunch {
  const [script, ...extra] = line.positionals;
  if (script === undefined) throw new UsageError(`${command} needs the path of a training script.`);
  if (extra.length > 0) {
    throw new UsageError(
      `One script at a time; put the script's own arguments behind "--": -- ${extra.join(' ')}`,
    );
  }
  return {
    script: path.resolve(script),
    args: line.scriptArguments,
    cwd: optionalText(line, 'cwd'),
    env: {},
    runtimePath: optionalText(line, 'node'),
    runtimeArgs: [],
  };
}

export function readEngine(line: CommandLine): EngineChoice {
  return oneOf(line, 'engine', ['automatic', 'native', 'embedded'], 'automatic');
}
