/** A script's arguments as one line of text, as people type them. */

/** So that `splitArguments` gives the same again. */
export function joinArguments(args: readonly string[]): string {
  return args.map(quote).join(' ');
}

function quote(argument: string): string {
  return /^[^\s"'\\]+$/.test(argument) ? argument : `"${argument.replace(/(["\\])/g, '\\$1')}"`;
}

/** What a backslash stands before to be taken as it is; elsewhere it is itself, as in a Windows path. */
const ESCAPABLE = /^["'\\\s]$/;

/** Splits as a shell does, without its expansions; null where a quote stays open. */
export function splitArguments(text: string): string[] | null {
  const found: string[] = [];
  let word: string | null = null;
  let open = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && open !== "'" && ESCAPABLE.test(text.charAt(i + 1)))
      word = (word ?? '') + text.charAt(++i);
    else if (open !== '' && character === open) open = '';
    else if (open === '' && (character === '"' || character === "'")) {
      open = character;
      word ??= '';
    } else if (open === '' && /\s/.test(character)) {
      if (word !== null) found.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) found.push(word);
  return open === '' ? found : null;
}
