/** The part of the text that goes with a statement. */
import type { SyntaxNode } from '../../../syntax';
import type { TextRange } from '../../../types';
import { textOf } from '../../scope';
import type { Script } from '../../script';

/** The statement with the comment that documents it. */
export function withComment(script: Script, statement: SyntaxNode): TextRange {
  const siblings = statement.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(statement) - 1];
  const documents =
    previous?.type === 'comment' &&
    textOf(script.tree, previous).startsWith('/**') &&
    !script.text.slice(previous.end, statement.start).trim();
  return { start: documents ? previous.start : statement.start, end: statement.end };
}

/** The whole lines of a statement with the comment that documents it, as far as nothing else stands on them. */
export function wholeLines(script: Script, statement: SyntaxNode): TextRange {
  const { text } = script;
  const { start: first, end } = withComment(script, statement);
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const start = text.slice(lineStart, first).trim() ? first : lineStart;
  const rest = /^[ \t]*(\/\/[^\r\n]*)?(\r?\n|$)/.exec(text.slice(end));
  return { start, end: end + (rest?.[0].length ?? 0) };
}
