/** Where constants and imports go: below the imports, above what uses them. */
import type { Draft } from '../../edits';
import { Refusal } from '../../refusal';
import { parts, type SyntaxNode } from '../../syntax';
import { textOf, topLevel } from '../nodes';
import type { Script } from '../script';
import type { Style } from '../style';
import { lineEnd, UNSAFE } from './write';

const IMPORT = /^(import_statement|import_from_statement|future_import_statement)$/;

/** A place for whole lines at module level. */
interface LineGap {
  offset: number;
  /** The lines follow a statement; else they stand above one. */
  below: boolean;
}

/** Below the last import that stands above all of the nodes; without imports above the first statement. */
function placeAbove(script: Script, uses: readonly SyntaxNode[]): LineGap {
  const first = uses.map(topLevel).sort((a, b) => a.start - b.start)[0] ?? script.tree.root;
  const statements = parts(script.tree.root).filter(({ start }) => start < first.start);
  let last: SyntaxNode | null = null;
  for (const statement of statements) {
    if (isImport(script, statement)) last = statement;
    else if (!isPrologue(statement)) break;
  }
  const docstring = last ? null : docstringOf(script);
  const above = last ?? (docstring && docstring.start < first.start ? docstring : null);
  if (above) return { offset: endOfLine(script, above), below: true };
  return { offset: lineStart(script, parts(script.tree.root)[0] ?? first), below: false };
}

function isImport(script: Script, statement: SyntaxNode): boolean {
  if (IMPORT.test(statement.type)) return true;
  // `try: import apex`, `if TYPE_CHECKING: …`
  if (!/^(try|if)_statement$/.test(statement.type)) return false;
  return (
    /^\s+(import|from)\s/m.test(textOf(script.tree, statement)) &&
    !/\b(def|class|for|while)\b/.test(textOf(script.tree, statement))
  );
}

/** Settings between imports, such as `os.environ["X"] = "1"`. */
function isPrologue(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement';
}

function docstringOf(script: Script): SyntaxNode | null {
  const first = parts(script.tree.root)[0];
  return first?.type === 'expression_statement' && parts(first)[0]?.type === 'string' ? first : null;
}

/** The end of the line on which the statement ends, with what else stands there. */
function endOfLine(script: Script, statement: SyntaxNode): number {
  let at: SyntaxNode | undefined = statement;
  const siblings = statement.parent?.children ?? [];
  while (at) {
    const end = lineEnd(script, at);
    if (end !== null) return end;
    at = siblings[siblings.indexOf(at) + 1];
  }
  throw new Refusal(UNSAFE);
}

function lineStart(script: Script, statement: SyntaxNode): number {
  return script.text.lastIndexOf('\n', statement.start - 1) + 1;
}

/** Writes lines as a paragraph of their own. An empty last line asks for two blank ones in all. */
export function writeParagraph(
  script: Script,
  draft: Draft,
  style: Style,
  lines: readonly string[],
  uses: readonly SyntaxNode[],
): void {
  const { offset, below } = placeAbove(script, uses);
  const { eol } = style;
  const following = script.text.slice(offset);
  const twoFollow = below && /^\r?\n[ \t]*\r?\n[ \t]*\r?\n/.test(following);
  const code = (twoFollow && lines.at(-1) === '' ? lines.slice(0, -1) : lines).join(eol);
  if (!below) {
    draft.insert(offset, code + eol + eol);
    return;
  }
  const isLast = following.trim() === '';
  const blankFollows = /^\r?\n[ \t]*(\r?\n|$)/.test(following);
  draft.insert(offset, eol + eol + code + (isLast || blankFollows ? '' : eol));
}

/** Writes an import below the given one, or with the other imports. */
export function writeImport(
  script: Script,
  draft: Draft,
  style: Style,
  line: string,
  below: SyntaxNode | null,
  uses: readonly SyntaxNode[],
): void {
  if (below) {
    draft.insert(endOfLine(script, below), style.eol + line);
    return;
  }
  const place = placeAbove(script, uses);
  draft.insert(place.offset, place.below ? style.eol + line : line + style.eol);
}
