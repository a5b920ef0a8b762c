/** Taking elements out of lists and of calls, each with its comma. */
import { parts, type SyntaxNode } from '../../syntax';
import type { TextRange } from '../../types';
import { calledName, statementOf } from '../nodes';
import type { Script } from '../script';
import type { Editing } from './remove';

/** What goes for some elements: a list that would be left empty goes as a whole where nothing needs it. */
export interface Removed {
  elements: SyntaxNode[];
  statements: SyntaxNode[];
}

export function withEmptied(script: Script, doomed: readonly SyntaxNode[]): Removed {
  const elements = new Set(doomed);
  const statements: SyntaxNode[] = [];
  for (const list of new Set(doomed.map(({ parent }) => parent))) {
    if (list?.type !== 'list' || !parts(list).every((part) => elements.has(part))) continue;
    const { parent } = list;
    const call = parent?.type === 'argument_list' ? parent.parent : null;
    const isAdded =
      parent?.type === 'augmented_assignment' || (call && calledName(script.tree, call) === 'extend');
    const statement = isAdded ? statementOf(list) : null;
    if (parent?.type === 'keyword_argument') elements.add(parent);
    else if (statement?.type === 'expression_statement') statements.push(statement);
    else continue;
    for (const part of parts(list)) elements.delete(part);
  }
  return { elements: [...elements], statements };
}

export function removeElements({ script, draft }: Editing, doomed: readonly SyntaxNode[]): void {
  for (const around of new Set(doomed.map(({ parent }) => parent))) {
    const all = parts(around);
    all.forEach((element, index) => {
      if (!doomed.includes(element)) return;
      const isFirst = all.slice(0, index).every((other) => doomed.includes(other));
      draft.remove(ownLines(script, element) ?? withComma(script.text, element, isFirst));
    });
  }
}

/** The whole lines of an element that shares them with nothing but its comma and a comment. */
function ownLines({ text }: Script, { start, end }: TextRange): TextRange | null {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*,?[ \t]*(#[^\r\n]*)?\r?\n/.exec(text.slice(end));
  return rest && text.slice(lineStart, start).trim() === ''
    ? { start: lineStart, end: end + rest[0].length }
    : null;
}

/** An element with the comma before it; the first with the one behind it. */
function withComma(text: string, { start, end }: TextRange, isFirst: boolean): TextRange {
  const before = isFirst ? null : /,\s*$/.exec(text.slice(0, start));
  if (before) return { start: start - before[0].length, end };
  const after = /^\s*,[ \t]*/.exec(text.slice(end));
  return { start, end: end + (after?.[0].length ?? 0) };
}
