/**
 * Syntax trees as plain data. A tree-sitter tree lives in WebAssembly memory and must be freed by hand; ours is
 * copied out once, named nodes only, so that nothing can leak and every later question is cheap.
 */
import type { ScriptLanguage } from '../languages';

/** Operations in one another that are still calculated. */
export const DEEPEST_ARITHMETIC = 100;

export interface SyntaxNode {
  readonly type: string;
  /** JavaScript string offsets. */
  readonly start: number;
  readonly end: number;
  /** 0-based. */
  readonly line: number;
  /** The part this node plays in its parent, such as `function` or `arguments`. */
  readonly field: string | null;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly text: string;
  readonly language: ScriptLanguage;
  readonly root: SyntaxNode;
  /** Places where the parser had to guess: 0 for code without syntax errors. */
  readonly errors: number;
}

export type ParseText = (text: string, language: ScriptLanguage) => SyntaxTree;

export function field(node: SyntaxNode | null | undefined, name: string): SyntaxNode | null {
  return node?.children.find((child) => child.field === name) ?? null;
}

/** Children in the order of the source, comments left out. */
export function parts(node: SyntaxNode | null | undefined): SyntaxNode[] {
  return node ? node.children.filter((child) => child.type !== 'comment') : [];
}

/** The node and everything below it, in the order of the source. */
export function walk(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const left = [node];
  for (let at = left.pop(); at; at = left.pop()) {
    found.push(at);
    for (let i = at.children.length - 1; i >= 0; i -= 1) left.push(at.children[i] as SyntaxNode);
  }
  return found;
}

export function* ancestors(node: SyntaxNode): Generator<SyntaxNode> {
  for (let at = node.parent; at; at = at.parent) yield at;
}

/** The innermost ancestor that fits. */
export function ancestorOf(node: SyntaxNode, fits: (ancestor: SyntaxNode) => boolean): SyntaxNode | null {
  for (let at = node.parent; at; at = at.parent) if (fits(at)) return at;
  return null;
}

export function contains(
  outer: { start: number; end: number },
  inner: { start: number; end: number },
): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
