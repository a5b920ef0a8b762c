/** Where constants and functions go: below the imports, above what uses them. */
import { ancestors, field, parts, type SyntaxNode } from '../../syntax';
import { leadOf } from '../../lines';
import { guardBefore, type Style } from '../style';
import { stringValue, textOf, unwrap } from '../scope';
import type { Script } from '../script';
import type { TensorFlowImport } from '../tensorflow';

/** A gap between two statements into which whole lines are written. */
export interface Gap {
  offset: number;
  /** The blank at the start of the lines around it. */
  lead: string;
  /** A statement stands above it on a line of its own. */
  below: boolean;
  /** The block or program whose statements see what is written here. */
  scope: SyntaxNode;
}

/** The gap below the file's imports, or below the one TensorFlow.js import that comes later or inside a function. */
export function gapBelowImports(script: Script, tensorflow: TensorFlowImport | null): Gap {
  const { root } = script.tree;
  const last = lastImport(script);
  const statement = tensorflow?.statement;
  if (statement && statement.parent !== root) return gapAfter(script, statement);
  if (statement && (!last || statement.start > last.start)) return gapAfter(script, statement);
  if (last) return gapAfter(script, last);
  const first = parts(root).find((part) => part.type !== 'hash_bang_line' && !isDirective(script, part));
  return gapBefore(script, first ?? root);
}

/** The last statement of the run of imports that opens the file. */
function lastImport(script: Script): SyntaxNode | null {
  let last: SyntaxNode | null = null;
  for (const statement of parts(script.tree.root)) {
    if (isImport(script, statement)) last = statement;
    else if (!isPrologue(script, statement)) break;
  }
  return last;
}

function isImport(script: Script, statement: SyntaxNode): boolean {
  if (statement.type === 'import_statement') return true;
  if (statement.type === 'try_statement') return /\brequire\(/.test(textOf(script.tree, statement));
  if (statement.type === 'expression_statement') return requires(script, parts(statement)[0]);
  if (!/^(lexical|variable)_declaration$/.test(statement.type)) return false;
  const declarators = parts(statement);
  return declarators.length > 0 && declarators.every((part) => requires(script, field(part, 'value')));
}

/** `require('…')`, `await import('…')`, and a property of one. */
function requires(script: Script, expression: SyntaxNode | null | undefined): boolean {
  let at = expression ? unwrap(expression) : null;
  while (at && /^(member|subscript)_expression$/.test(at.type)) at = field(at, 'object');
  at = at && unwrap(at);
  const callee = at?.type === 'call_expression' ? field(at, 'function') : null;
  return callee !== null && /^(require|import)$/.test(textOf(script.tree, callee));
}

function isPrologue(script: Script, statement: SyntaxNode): boolean {
  return (
    statement.type === 'hash_bang_line' ||
    isDirective(script, statement) ||
    // `let tf;` above a `try` that requires one of two packages.
    (/^(lexical|variable)_declaration$/.test(statement.type) &&
      parts(statement).every((part) => !field(part, 'value')))
  );
}

function isDirective(script: Script, statement: SyntaxNode): boolean {
  return (
    statement.type === 'expression_statement' &&
    stringValue(script.tree, parts(statement)[0] ?? null) !== null
  );
}

export function gapAfter(script: Script, statement: SyntaxNode): Gap {
  const { text } = script;
  const rest = /^[ \t]*(\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)?(?=\r?\n|$)/.exec(
    text.slice(statement.end),
  );
  return {
    offset: statement.end + (rest?.[0].length ?? 0),
    lead: leadOf(text, statement.start),
    below: true,
    scope: statement.parent ?? statement,
  };
}

/** Above the statement and the comments that belong to it. */
export function gapBefore(script: Script, statement: SyntaxNode): Gap {
  const { text } = script;
  let start = statement.start;
  const siblings = statement.parent?.children ?? [];
  for (let i = siblings.indexOf(statement) - 1; i >= 0; i--) {
    const comment = siblings[i];
    if (comment?.type !== 'comment' || /\n\s*\n/.test(text.slice(comment.end, start))) break;
    if (text.slice(text.lastIndexOf('\n', comment.start) + 1, comment.start).trim()) break;
    start = comment.start;
  }
  const lead = leadOf(text, start);
  const ownLine = start - lead.length === text.lastIndexOf('\n', start - 1) + 1;
  const offset = ownLine ? start - lead.length : start;
  return { offset, lead, below: false, scope: statement.parent ?? statement };
}

/** The text to insert at a gap so that the lines stand there as a paragraph of their own. */
export function paragraph({ text }: Script, gap: Gap, code: string, style: Style): string {
  const { eol } = style;
  const lines = code + (code.endsWith('}') ? '' : guardBefore(text.slice(gap.offset), style));
  if (!gap.below) {
    if (!startsLine(text, gap)) return lines.slice(gap.lead.length) + eol + eol + gap.lead;
    const above = text.slice(0, gap.offset);
    const opens = /^\s*$|[{([]\s*$|\n[ \t]*\r?\n$/.test(above);
    return (opens ? '' : eol) + lines + eol + eol;
  }
  const after = text.slice(gap.offset);
  const blankFollows = /^\s*$|^\r?\n[ \t]*\r?\n/.test(after);
  const onSameLine = !/^\s*$|^\r?\n/.test(after);
  return eol + eol + lines + (blankFollows ? '' : onSameLine ? eol + eol + gap.lead : eol);
}

/** The text to insert at a gap for a line that belongs to the statement below it. */
export function singleLine({ text }: Script, gap: Gap, code: string, style: Style): string {
  const line = code + guardBefore(text.slice(gap.offset), style);
  return startsLine(text, gap) ? gap.lead + line + style.eol : line + style.eol + gap.lead;
}

function startsLine(text: string, { offset }: Gap): boolean {
  return offset === 0 || text[offset - 1] === '\n';
}

/** The statement at the top level that holds the node. */
export function topLevel(node: SyntaxNode): SyntaxNode {
  let top = node;
  for (const ancestor of ancestors(node)) if (ancestor.type !== 'program') top = ancestor;
  return top;
}
