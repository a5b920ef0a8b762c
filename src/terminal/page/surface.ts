/** What is written on: how wide it is, and whether it takes colours and characters beyond ASCII. */

export interface Surface {
  /** For charts and tables. */
  readonly columns: number;
  /** What one line may have, however narrow that is. */
  readonly line: number;
  /** Where prose breaks; a file or another program gets each sentence whole. */
  readonly prose: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** Where it is not known: a file, or a pipe to another program. */
const USUAL_COLUMNS = 80;
/** Narrower ones wrap by themselves; on wider ones a line is too long to be read. */
const FEWEST_COLUMNS = 40;
const MOST_COLUMNS = 160;
/** Longer lines of prose are hard to read, however wide the terminal is. */
const MOST_PROSE = 100;

export function surfaceOf(
  stream: { isTTY?: boolean; columns?: number },
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Surface {
  const isTerminal = stream.isTTY === true;
  // A terminal that does not know its own width says 0.
  const columns = (isTerminal && stream.columns) || USUAL_COLUMNS;
  return {
    columns: Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, columns)),
    line: columns,
    prose: isTerminal ? Math.min(MOST_PROSE, columns) : Infinity,
    colour: wantsColour(isTerminal, env),
    unicode: takesUnicode(env, platform),
  };
}

/** As Node.js itself decides: FORCE_COLOR before NO_COLOR (no-color.org) before the terminal. */
function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  if (env['NO_COLOR']) return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

function takesUnicode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  // The Linux console's font has no Braille.
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  if (platform === 'win32') return env['WT_SESSION'] !== undefined || env['TERM_PROGRAM'] === 'vscode';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) || (platform === 'darwin' && locale === '');
}
