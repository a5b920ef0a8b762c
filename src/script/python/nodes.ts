/** Small questions about Python's syntax nodes. */
import { ancestorOf, DEEPEST_ARITHMETIC, field, parts, type SyntaxNode, type SyntaxTree } from '../syntax';

const BLOCKS = /^(module|block)$/;

export function textOf(tree: SyntaxTree, node: SyntaxNode): string {
  return tree.text.slice(node.start, node.end);
}

export function isFunction(node: SyntaxNode): boolean {
  return node.type === 'function_definition' || node.type === 'lambda';
}

export function isLoop(node: SyntaxNode): boolean {
  return node.type === 'for_statement' || node.type === 'while_statement';
}

/** The innermost function around the node; null at module level and directly in a class. */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  return ancestorOf(node, isFunction);
}

export function classAround(node: SyntaxNode): SyntaxNode | null {
  return ancestorOf(node, (ancestor) => ancestor.type === 'class_definition');
}

export function isBlock(node: SyntaxNode): boolean {
  // That of a `match` holds its cases, and no statement may stand among them.
  return BLOCKS.test(node.type) && node.parent?.type !== 'match_statement';
}

/** The statement that holds the node: its parent is a block or the module. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent && !isBlock(at.parent)) at = at.parent;
  return at;
}

/** The statement of the module that holds the node. */
export function topLevel(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent && at.parent.type !== 'module') at = at.parent;
  return at;
}

/** Whether the parser had to guess around the node. */
export function isInError(node: SyntaxNode): boolean {
  return node.type === 'ERROR' || ancestorOf(node, (ancestor) => ancestor.type === 'ERROR') !== null;
}

/** Strips parentheses and `await`. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (;;) {
    const inner = /^(parenthesized_expression|await)$/.test(at.type) ? parts(at)[0] : null;
    if (!inner) return at;
    at = inner;
  }
}

export interface CallArguments {
  positional: SyntaxNode[];
  /** The values of keyword arguments by name. */
  keywords: Map<string, SyntaxNode>;
  /** What `*` and `**` hand over. */
  splats: SyntaxNode[];
  /** In the order of the source, keyword arguments whole. */
  all: SyntaxNode[];
}

export function argumentsOf(tree: SyntaxTree, call: SyntaxNode): CallArguments {
  const list = field(call, 'arguments');
  const all = list?.type === 'argument_list' ? parts(list) : list ? [list] : [];
  const found: CallArguments = { positional: [], keywords: new Map(), splats: [], all };
  for (const argument of all) {
    const name = field(argument, 'name');
    const value = field(argument, 'value');
    if (argument.type === 'keyword_argument') {
      if (name && value) found.keywords.set(textOf(tree, name), value);
    } else if (argument.type.endsWith('_splat')) {
      const [inner] = parts(argument);
      if (inner) found.splats.push(inner);
    } else {
      found.positional.push(argument);
    }
  }
  return found;
}

/** The last name of what is called: `Adam` in `torch.optim.Adam(…)`. */
export function calledName(tree: SyntaxTree, call: SyntaxNode): string {
  const callee = call.type === 'call' ? field(call, 'function') : null;
  if (!callee) return '';
  return textOf(tree, field(callee, 'attribute') ?? callee);
}

/** The text inside the quotes; null for anything but one plain string. */
export function stringValue(tree: SyntaxTree, node: SyntaxNode | null | undefined): string | null {
  if (node?.type !== 'string' || node.children.some((child) => child.type === 'interpolation')) return null;
  return node.children
    .filter((child) => child.type === 'string_content')
    .map((child) => textOf(tree, child))
    .join('');
}

/** A number, or arithmetic on numbers such as `5 * 1e-3`; null for anything else, and for what nobody can read. */
export function numberValue(tree: SyntaxTree, expression: SyntaxNode, depth = 0): number | null {
  if (depth > DEEPEST_ARITHMETIC) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case 'integer':
    case 'float':
      return finite(Number(textOf(tree, node).replace(/_/g, '')));
    case 'unary_operator': {
      const argument = field(node, 'argument');
      const value = argument && numberValue(tree, argument, depth + 1);
      return value === null || !textOf(tree, node).startsWith('-') ? null : -value;
    }
    case 'binary_operator': {
      const operation = operationOf(tree, node);
      if (!operation) return null;
      const left = numberValue(tree, operation.left, depth + 1);
      const right = numberValue(tree, operation.right, depth + 1);
      return left === null || right === null ? null : finite(calculated(left, operation.operator, right));
    }
    default:
      return null;
  }
}

export function operationOf(
  tree: SyntaxTree,
  node: SyntaxNode,
): { left: SyntaxNode; operator: string; right: SyntaxNode } | null {
  const left = field(node, 'left');
  const right = field(node, 'right');
  if (node.type !== 'binary_operator' || !left || !right) return null;
  return { left, operator: tree.text.slice(left.end, right.start).trim(), right };
}

function calculated(left: number, operator: string, right: number): number {
  switch (operator) {
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '**':
      return left ** right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    default:
      return NaN;
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** On one line, and not longer than people read at a glance. */
export function labelOf(tree: SyntaxTree, node: SyntaxNode, longest = 80): string {
  const text = textOf(tree, node).replace(/\s+/g, ' ');
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
