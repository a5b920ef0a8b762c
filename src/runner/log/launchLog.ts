/** What the log says of how a script is started, or why it is not. */
import { LANGUAGES } from '../../languages';
import type { Problem } from '../../protocol/problems';
import type { Launch, ScriptLaunch } from '../language';
import type { Log } from './log';

export function logLaunch(log: Log, launch: Launch, script: ScriptLaunch): void {
  const { runtime, cwd, language } = launch;
  const variables = Object.keys(script.env);
  log.info(
    `${runtime.name} ${runtime.version} (${runtime.path}) runs ${script.script} as ${LANGUAGES[language].name} in ${cwd}.`,
  );
  log.info(
    `Command: ${commandWithoutValues(launch, script)}${variables.length > 0 ? `, with ${variables.join(', ')} set` : ''}.`,
  );
}

/** Nothing of the script has run yet, so the words are all ours. */
export function logRefusal(log: Log, { script }: ScriptLaunch, { code, title, detail }: Problem): void {
  log.warn(`${script} is not run (${code}): ${title} ${detail}`);
}

function commandWithoutValues({ command }: Launch, { args, runtimeArgs }: ScriptLaunch): string {
  // A program's arguments come last, whatever starts it.
  const own = command.slice(0, command.length - args.length);
  const words = own.map((word) => (runtimeArgs.includes(word) ? optionName(word) : word));
  return [...words, ...(args.length > 0 ? [`(${args.length} of the script's arguments)`] : [])].join(' ');
}

/** Options of the runtime are the user's as well: their names may tell why it does not start. */
function optionName(word: string): string {
  return word.startsWith('-') ? word.replace(/=.*$/s, '=…') : '…';
}
