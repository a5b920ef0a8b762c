/** Writing whole lines behind a statement, in the statement's own block. */
import type { Draft } from '../../edits';
import { leadOf } from '../../lines';
import { Refusal } from '../../refusal';
import type { SyntaxNode } from '../../syntax';
import { isBlock } from '../nodes';
import type { Script } from '../script';
import type { Style } from '../style';

export const UNSAFE = 'The code around the learning rate could not be edited safely.';

/** What may follow a statement on its line. */
const REST_OF_LINE = /^[ \t\f]*(;[ \t]*)?(#[^\r\n]*)?(?=\r?\n|$)/;

/** Whether the block stands on the line of its header, as in `if ready: optimizer.step()`. */
function isInline(script: Script, block: SyntaxNode): boolean {
  const lineStart = script.text.lastIndexOf('\n', block.start - 1) + 1;
  return block.type === 'block' && script.text.slice(lineStart, block.start).trim() !== '';
}

/** The blank that lines of the statement's block start with. */
export function leadOfBlock(script: Script, statement: SyntaxNode, style: Style): string {
  const block = statement.parent;
  const header = block?.parent;
  if (block && header && isInline(script, block)) return leadOf(script.text, header.start) + style.indent;
  return leadOf(script.text, statement.start);
}

/** The end of the statement's line where nothing but a comment follows; null where another statement does. */
export function lineEnd(script: Script, statement: SyntaxNode): number | null {
  const rest = REST_OF_LINE.exec(script.text.slice(statement.end));
  return rest ? statement.end + rest[0].length : null;
}

function nextStatement(statement: SyntaxNode): SyntaxNode | null {
  const siblings = statement.parent?.children.filter(({ type }) => type !== 'comment') ?? [];
  return siblings[siblings.indexOf(statement) + 1] ?? null;
}

/**
 * @param lines further lines of one carry the block's blank themselves
 * @throws Refusal where no line can be written there
 */
export function writeAfter(
  script: Script,
  draft: Draft,
  style: Style,
  statement: SyntaxNode,
  lines: readonly string[],
): void {
  const block = statement.parent;
  if (!block || !isBlock(block)) throw new Refusal(UNSAFE);
  const lead = leadOfBlock(script, statement, style);
  const code = lines.map((line) => style.eol + lead + line).join('');
  if (isInline(script, block)) {
    const blank = /[ \t]*(\\\r?\n[ \t]*)?$/.exec(script.text.slice(0, block.start))?.[0].length ?? 0;
    draft.replace({ start: block.start - blank, end: block.start }, style.eol + lead);
  }
  const end = lineEnd(script, statement);
  if (end !== null) {
    draft.insert(end, code);
    return;
  }
  const next = nextStatement(statement);
  const between = next ? script.text.slice(statement.end, next.start) : '';
  if (!next || !/^[ \t]*;[ \t]*$/.test(between)) throw new Refusal(UNSAFE);
  draft.replace({ start: statement.end, end: next.start }, code + style.eol + lead);
}

/** Writes one more element behind one of a list, on a line of its own where the elements have theirs. */
export function writeElementAfter(
  script: Script,
  draft: Draft,
  style: Style,
  element: SyntaxNode,
  text: string,
): void {
  const lead = leadOf(script.text, element.start);
  const lineStart = script.text.lastIndexOf('\n', element.start - 1) + 1;
  const ownLine = lineStart + lead.length === element.start;
  draft.insert(element.end, (ownLine ? `,${style.eol}${lead}` : ', ') + text);
}

/** The whole lines of a statement; only itself where others share them. */
export function linesOf(script: Script, statement: SyntaxNode): { start: number; end: number } | null {
  const lineStart = script.text.lastIndexOf('\n', statement.start - 1) + 1;
  const end = lineEnd(script, statement);
  if (script.text.slice(lineStart, statement.start).trim() || end === null) return null;
  const eol = /^\r?\n/.exec(script.text.slice(end))?.[0].length ?? 0;
  // A last line without an end takes the one before it along.
  if (eol === 0) {
    const before = /\r?\n$/.exec(script.text.slice(0, lineStart))?.[0].length ?? 0;
    return { start: lineStart - before, end };
  }
  return { start: lineStart, end: end + eol };
}
