/** New pieces of code that stand on one line where they fit and one element a line where not. */
import type { TextRange } from '../../../types';
import type { Style } from '../../style';
import type { Script } from '../../script';

/** Longer lines are broken. */
export const LONGEST_LINE = 110;

/** Where a piece is to stand: the blank at the start of its line, and the characters left on it. */
export interface LineSpace {
  lead: string;
  room: number;
}

/** A piece of code: on one line, and, where it can be broken, a bracket with elements of its own. */
export interface Render {
  line: string;
  broken?: { before: string; brackets: '{}' | '[]'; elements: readonly Render[] };
}

export function plain(line: string): Render {
  return { line };
}

export function bracketed(
  before: string,
  brackets: '{}' | '[]',
  elements: readonly Render[],
  style: Style,
): Render {
  const space = brackets === '{}' && style.spacedBraces ? ' ' : '';
  const inside = elements.map((element) => element.line).join(', ');
  return {
    line: before + brackets[0] + space + inside + space + brackets[1],
    broken: { before, brackets, elements },
  };
}

export function rendered({ line, broken }: Render, { lead, room }: LineSpace, style: Style): string {
  if (!broken || line.length < room) return line;
  const inner = lead + style.indent;
  const space = { lead: inner, room: LONGEST_LINE - inner.length };
  const lines = broken.elements.map((element) => style.eol + inner + rendered(element, space, style));
  const trailing = style.trailingCommas ? ',' : '';
  const [open, close] = broken.brackets;
  return broken.before + open + lines.join(',') + trailing + style.eol + lead + close;
}

/** Starts of the lines after the range's first that can be moved without changing what a template string holds. */
export function movableLines({ text, nodes }: Script, { start, end }: TextRange): number[] {
  const templates = nodes.filter((node) => node.type === 'template_string');
  const lines: number[] = [];
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    const lineStart = at + 1;
    const blank = /^\r?\n/.test(text.slice(lineStart, lineStart + 2));
    const inTemplate = templates.some((node) => node.start < lineStart && lineStart < node.end);
    if (!blank && !inTemplate) lines.push(lineStart);
  }
  return lines;
}
