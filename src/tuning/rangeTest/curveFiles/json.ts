/** JSON, and what Python prints for the same: bare NaN, single quotes, None, tensor(…). */

/**
 * Strings are matched to be left alone. Each match goes on where the last one ended and no part is without a bound
 * that could be tried again, so any text takes linear time.
 */
const TOKENS =
  /"(?:[^"\\]+|\\[^])*"?|'(?:[^'\\]+|\\[^])*'?|(-?\b(?:NaN|nan|Infinity|inf)\b)|\b(None|True|False)\b|\b[A-Za-z_][\w.]{0,40}\(([^()'",]{1,60})(?:,[^()]{0,400})?\)/g;
const WORDS: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };

/** @throws SyntaxError as JSON.parse does */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Fall through: the second try either succeeds or gives the error to show.
  }
  return JSON.parse(
    text.replace(TOKENS, (found: string, number?: string, word?: string, inner?: string) => {
      if (number !== undefined) return `"${number}"`;
      if (word !== undefined) return WORDS[word] ?? found;
      if (inner !== undefined) return `"${inner.trim()}"`;
      return found.startsWith("'") ? JSON.stringify(found.slice(1, -1)) : found;
    }),
  );
}
