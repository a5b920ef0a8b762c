/** Adding to and taking from objects, arrays, argument lists and import braces, in the form they have. */
import { parts, type SyntaxNode } from '../../../syntax';
import type { Draft } from '../../../edits';
import { leadOf } from '../../../lines';
import type { TextRange } from '../../../types';
import type { Style } from '../../style';
import { LONGEST_LINE, type Render, rendered } from './literals';

interface ListChange {
  replace?: { element: SyntaxNode; render: Render };
  append?: readonly Render[];
}

/**
 * Replaces or appends elements. A list on one line that would grow too long is broken, one element a line.
 * @param list a node in brackets; its first and last characters stay
 */
export function editList(draft: Draft, list: SyntaxNode, change: ListChange, style: Style): void {
  const { text } = draft;
  const elements = parts(list);
  const source = text.slice(list.start, list.end);
  const lead = leadOf(text, list.start);
  const onOneLine = !source.includes('\n');
  if (onOneLine && elements.length > 0 && !/\/[/*]/.test(source)) {
    const room = LONGEST_LINE - (list.end - (text.lastIndexOf('\n', list.start) + 1));
    if (growth(change) > room) {
      breakList(draft, list, elements, change, lead, style);
      return;
    }
  }
  const { replace, append = [] } = change;
  if (replace) {
    const at = { lead: leadOf(text, replace.element.start), room: Infinity };
    const room = onOneLine ? Infinity : LONGEST_LINE - at.lead.length;
    draft.replace(replace.element, rendered(replace.render, { ...at, room }, style));
  }
  if (append.length > 0) appendInPlace(draft, list, elements, append, style);
}

export function appendToList(draft: Draft, list: SyntaxNode, append: readonly Render[], style: Style): void {
  editList(draft, list, { append }, style);
}

/** Characters that the change adds when all is kept on one line. */
function growth({ replace, append = [] }: ListChange): number {
  const added = append.reduce((sum, render) => sum + 2 + render.line.length, 0);
  const { element, render } = replace ?? {};
  return added + (element && render ? render.line.length - (element.end - element.start) : 0);
}

function appendInPlace(
  draft: Draft,
  list: SyntaxNode,
  elements: readonly SyntaxNode[],
  append: readonly Render[],
  style: Style,
): void {
  const { text } = draft;
  const last = elements.at(-1);
  if (!last) {
    const space = text[list.start] === '{' && style.spacedBraces ? ' ' : '';
    const inside = append.map((render) => render.line).join(', ');
    draft.replace({ start: list.start + 1, end: list.end - 1 }, space + inside + space);
    return;
  }
  const tail = text.slice(last.end, list.end - 1);
  const comma = /^\s*,/.exec(tail);
  if (!tail.includes('\n')) {
    const lead = leadOf(text, list.end);
    const added = append.map((render) => rendered(render, { lead, room: Infinity }, style)).join(', ');
    draft.insert(last.end + (comma?.[0].length ?? 0), comma ? ` ${added}` : `, ${added}`);
    return;
  }
  const lead = leadOf(text, last.start);
  const added = append.map((render) => rendered(render, { lead, room: LONGEST_LINE - lead.length }, style));
  const glue = `,${style.eol}${lead}`;
  if (comma) draft.insert(last.end + comma[0].length, style.eol + lead + added.join(glue) + ',');
  else draft.insert(last.end, glue + added.join(glue) + (style.trailingCommas ? ',' : ''));
}

/** Only the gaps between the elements are rewritten, so that other edits inside them stay possible. */
function breakList(
  draft: Draft,
  list: SyntaxNode,
  elements: readonly SyntaxNode[],
  { replace, append = [] }: ListChange,
  lead: string,
  style: Style,
): void {
  const inner = lead + style.indent;
  const line = style.eol + inner;
  const space = { lead: inner, room: LONGEST_LINE - inner.length };
  let at = list.start + 1;
  elements.forEach((element, index) => {
    draft.replace({ start: at, end: element.start }, (index ? ',' : '') + line);
    if (element === replace?.element) draft.replace(element, rendered(replace.render, space, style));
    at = element.end;
  });
  const added = append.map((render) => `,${line}${rendered(render, space, style)}`).join('');
  const trailing = style.trailingCommas ? ',' : '';
  draft.replace({ start: at, end: list.end - 1 }, added + trailing + style.eol + lead);
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
