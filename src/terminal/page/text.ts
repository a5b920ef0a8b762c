/** Lines of a page: plain text, and pieces of it in a style. Only what is printed from here is obeyed by the terminal. */
import { plainText } from '../../protocol/plainText';

/** Select graphic rendition, ECMA-48: colours of the terminal's own palette, so that they suit its theme. */
const STYLES = {
  strong: 1,
  faint: 2,
  bounds: 32,
  loss: 33,
  validation: 35,
  accuracy: 36,
} as const;

export type Style = keyof typeof STYLES;
export type Piece = string | { readonly text: string; readonly style: Style };
export type Line = string | readonly Piece[];

export function styled(style: Style, text: string): Piece {
  return { text, style };
}

/** The lines as a terminal gets them, the last one ended, too. */
export function render(lines: readonly Line[], colour: boolean): string {
  return lines.map((line) => `${renderLine(line, colour)}\n`).join('');
}

function renderLine(line: Line, colour: boolean): string {
  if (typeof line === 'string') return plainText(line);
  const pieces = line.map((piece) => {
    if (typeof piece === 'string') return plainText(piece);
    const text = plainText(piece.text);
    return colour && text !== '' ? `\u001b[${STYLES[piece.style]}m${text}\u001b[0m` : text;
  });
  return colour ? pieces.join('') : pieces.join('').trimEnd();
}

/** Breaks prose between words. A word that is longer than a line, such as a path, stays whole. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapWords(paragraph, columns));
}

export function wrapWords(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
