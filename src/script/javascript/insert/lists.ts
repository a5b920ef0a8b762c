/** Adding to and taking from objects, arrays, argument lists and import braces, in the form they have. */
import { parts, type SyntaxNode } from '../../syntax';
import type { Draft } from '../../edits';
import { leadOf, type Style } from '../../style';
import type { TextRange } from '../../types';

/** One-line lists that would grow beyond this are broken, one element a line. */
const LONGEST_LINE = 110;

/** @param list a node in brackets; its first and last characters stay */
export function appendToList(draft: Draft, list: SyntaxNode, texts: readonly string[], style: Style): void {
  const { text } = draft;
  const elements = parts(list);
  const last = elements.at(-1);
  const isObject = text[list.start] === '{';
  if (!last) {
    const space = isObject && style.spacedBraces ? ' ' : '';
    draft.replace({ start: list.start + 1, end: list.end - 1 }, space + texts.join(', ') + space);
    return;
  }
  const tail = text.slice(last.end, list.end - 1);
  const comma = /^\s*,/.exec(tail);
  const lead = leadOf(text, last.start);
  if (tail.includes('\n')) {
    const glue = `,${style.eol}${lead}`;
    if (comma) draft.insert(last.end + comma[0].length, style.eol + lead + texts.join(glue) + ',');
    else draft.insert(last.end, glue + texts.join(glue) + (style.trailingCommas ? ',' : ''));
    return;
  }
  const source = text.slice(list.start, list.end);
  const lineStart = text.lastIndexOf('\n', list.start) + 1;
  const added = texts.join(', ');
  const fits = list.end - lineStart + added.length + 2 <= LONGEST_LINE;
  if (fits || source.includes('\n') || source.includes('//') || source.includes('/*')) {
    draft.insert(last.end + (comma?.[0].length ?? 0), comma ? ` ${added}` : `, ${added}`);
    return;
  }
  breakList(draft, list, elements, texts, style);
}

/** Only the gaps between the elements are rewritten, so that other edits inside them stay possible. */
function breakList(
  draft: Draft,
  list: SyntaxNode,
  elements: readonly SyntaxNode[],
  texts: readonly string[],
  style: Style,
): void {
  const outer = /^[ \t]*/.exec(draft.text.slice(draft.text.lastIndexOf('\n', list.start) + 1))?.[0] ?? '';
  const line = style.eol + outer + style.indent;
  let at = list.start + 1;
  elements.forEach((element, index) => {
    draft.replace({ start: at, end: element.start }, (index ? ',' : '') + line);
    at = element.end;
  });
  const trailing = style.trailingCommas ? ',' : '';
  draft.replace(
    { start: at, end: list.end - 1 },
    `,${line}${texts.join(`,${line}`)}${trailing}${style.eol}${outer}`,
  );
}

/** The element and the comma that goes with it. */
export function elementRange(text: string, list: SyntaxNode, element: SyntaxNode): TextRange {
  const elements = parts(list);
  const index = elements.indexOf(element);
  const previous = elements[index - 1];
  const next = elements[index + 1];
  if (previous) {
    return { start: previous.end, end: element.end };
  }
  if (next) return { start: element.start, end: next.start };
  const comma = /^\s*,/.exec(text.slice(element.end, list.end - 1));
  const end = element.end + (comma?.[0].length ?? 0);
  const blankBefore = /\s*$/.exec(text.slice(list.start + 1, element.start))?.[0].length ?? 0;
  const blankAfter = /^\s*/.exec(text.slice(end, list.end - 1))?.[0].length ?? 0;
  return { start: element.start - blankBefore, end: end + blankAfter };
}
