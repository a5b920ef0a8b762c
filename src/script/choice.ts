/** Where a script makes one thing or another, such as its optimizer: by the syntax, in every language here. */
import {
  ancestors,
  ancestorOf,
  contains,
  field,
  parts,
  type SyntaxNode,
  type SyntaxTree,
  walk,
} from './syntax';

const FUNCTION = /^(lambda|arrow_function|method_definition|(generator_)?function(_\w+)?)$/;
const BLOCK = /^(module|program|block|statement_block|switch_case|switch_default)$/;
const CALL = /^call(_expression)?$/;
const NAMED = /^(identifier|attribute|member_expression|shorthand_property_identifier)$/;

/** Whether one is made instead of the other, and for the same training as far as the script's names tell. */
export function areAlternatives(tree: SyntaxTree, one: SyntaxNode, other: SyntaxNode): boolean {
  const [first, second] = one.start <= other.start ? [one, other] : [other, one];
  const fork = ancestorOf(first, (ancestor) => contains(ancestor, second));
  if (!fork || contains(first, second)) return false;
  if (isReplaced(tree, fork, first, second)) return true;
  if (!isEither(tree, fork, first, second)) return false;
  if (isAskedForBoth(tree, fork) || isDecidedInTurn(tree, fork, first, second)) return false;
  const names = [nameOf(tree, first, fork), nameOf(tree, second, fork)];
  // Both may be trained under names of their own, but not under names that only the branches know.
  return names[0] === names[1] || names.every((name) => name === null || !isUsedOutside(tree, name, fork));
}

/** @param fork the innermost node around both */
function isEither(tree: SyntaxTree, fork: SyntaxNode, first: SyntaxNode, second: SyntaxNode): boolean {
  const left = childOf(fork, first);
  const right = childOf(fork, second);
  switch (fork.type) {
    case 'if_statement':
      return [left, right].every((branch) => /^(consequence|alternative)$/.test(branch.field ?? ''));
    case 'try_statement':
      return (
        [left, right].some(({ type }) => /^(except|catch)_clause$/.test(type)) &&
        right.type !== 'finally_clause'
      );
    case 'conditional_expression':
    case 'ternary_expression':
    case 'switch_body':
      return true;
    case 'boolean_operator':
    case 'binary_expression':
      return /^\W*(or\b|\|\||\?\?)/.test(tree.text.slice(left.end, right.start));
    case 'dictionary':
    case 'object':
      return isSubscripted(fork);
    case 'block':
      if (fork.parent?.type === 'match_statement') return true;
  }
  return BLOCK.test(fork.type) && returnsBefore(fork, first);
}

/** `{ sgd: …, adam: … }[name]` */
function isSubscripted(dictionary: SyntaxNode): boolean {
  let at = dictionary;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  return /^subscript/.test(at.parent?.type ?? '') && /^(value|object)$/.test(at.field ?? '');
}

/** Whether what follows in the block is not reached once the node is. */
function returnsBefore(block: SyntaxNode, node: SyntaxNode): boolean {
  if (functionAround(node) !== functionAround(block)) return false;
  for (const at of ancestors(node)) {
    if (at === block) return false;
    const last = BLOCK.test(at.type) ? parts(at).at(-1) : at;
    if (last?.type === 'return_statement') return true;
    if (last && BLOCK.test(last.type) && parts(last).at(-1)?.type === 'return_statement') return true;
  }
  return false;
}

/** `optimizer = a`, then `if …: optimizer = b`, and no use of it before. */
function isReplaced(tree: SyntaxTree, fork: SyntaxNode, first: SyntaxNode, second: SyntaxNode): boolean {
  const [given, replaced] = [assignmentAround(first, fork), assignmentAround(second, fork)];
  const choice = childOf(fork, second);
  if (!given || !replaced || given.parent?.parent !== fork || !/^(if|switch)_statement$/.test(choice.type))
    return false;
  const target = targetOf(given);
  const name = target && textOf(tree, target);
  const other = targetOf(replaced);
  if (name === null || !other || textOf(tree, other) !== name || isExhaustive(choice)) return false;
  return !walk(fork).some(
    (node) =>
      NAMED.test(node.type) &&
      node.start >= given.end &&
      node.end <= second.end &&
      textOf(tree, node) === name &&
      !(node.parent && targetOf(node.parent) === node),
  );
}

/** Whether one of its branches is always taken. */
function isExhaustive(choice: SyntaxNode): boolean {
  if (choice.type === 'switch_statement') {
    return parts(field(choice, 'body')).some(({ type }) => type === 'switch_default');
  }
  for (let at: SyntaxNode | undefined = choice; at?.type === 'if_statement';) {
    const otherwise: SyntaxNode | undefined = at.children.find(({ type }) => type === 'else_clause');
    if (!otherwise) return false;
    at = parts(otherwise)[0];
  }
  return true;
}

/** Whether the function that chooses is called for this and for that, as for both networks of a GAN. */
function isAskedForBoth(tree: SyntaxTree, fork: SyntaxNode): boolean {
  const owner = functionAround(fork);
  const named = field(owner, 'name') ?? (owner?.parent && targetOf(owner.parent));
  if (!named) return false;
  const name = textOf(tree, named);
  const asked = walk(tree.root).flatMap((node) => {
    const callee = CALL.test(node.type) ? field(node, 'function') : null;
    const called = field(callee, 'attribute') ?? field(callee, 'property') ?? callee;
    const given = field(node, 'arguments');
    return called && given && textOf(tree, called) === name ? [textOf(tree, given)] : [];
  });
  return new Set(asked).size > 1;
}

/** `for stage in …: optimizer = a if stage == 1 else b`: one after the other. */
function isDecidedInTurn(tree: SyntaxTree, fork: SyntaxNode, first: SyntaxNode, second: SyntaxNode): boolean {
  const turns = new Set<string>();
  for (const at of ancestors(fork)) {
    if (FUNCTION.test(at.type)) break;
    const counter = /^for_/.test(at.type) ? (field(at, 'left') ?? field(at, 'initializer')) : null;
    const names = counter ? walk(counter).filter(({ type }) => type === 'identifier') : [];
    for (const name of names) turns.add(textOf(tree, name));
  }
  const { parent } = fork;
  // The subject of a `switch` or a `match` stands beside its cases.
  const choice = parent && /^(switch|match)_statement$/.test(parent.type) ? parent : fork;
  return walk(choice).some(
    (node) =>
      node.type === 'identifier' &&
      turns.has(textOf(tree, node)) &&
      !contains(first, node) &&
      !contains(second, node),
  );
}

function functionAround(node: SyntaxNode): SyntaxNode | null {
  return ancestorOf(node, ({ type }) => FUNCTION.test(type));
}

/** By what it is known outside the expression: a variable, a field, the model that is compiled with it. */
function nameOf(tree: SyntaxTree, node: SyntaxNode, within: SyntaxNode): string | null {
  for (const at of [node, ...ancestors(node)]) {
    if (at === within || FUNCTION.test(at.type)) return null;
    const target = targetOf(at) ?? compiledBy(tree, at);
    if (target) return textOf(tree, target);
  }
  return null;
}

function isUsedOutside(tree: SyntaxTree, name: string, fork: SyntaxNode): boolean {
  return walk(tree.root).some(
    (node) => NAMED.test(node.type) && !contains(fork, node) && textOf(tree, node) === name,
  );
}

function assignmentAround(node: SyntaxNode, within: SyntaxNode): SyntaxNode | null {
  for (const at of ancestors(node)) {
    if (at === within || FUNCTION.test(at.type)) return null;
    if (targetOf(at)) return at;
  }
  return null;
}

/** What an assignment or a declaration gives its value to. */
function targetOf(node: SyntaxNode): SyntaxNode | null {
  if (/^assignment(_expression)?$/.test(node.type)) return field(node, 'left');
  return /^(variable_declarator|named_expression)$/.test(node.type) ? field(node, 'name') : null;
}

function compiledBy(tree: SyntaxTree, node: SyntaxNode): SyntaxNode | null {
  const callee = CALL.test(node.type) ? field(node, 'function') : null;
  return callee && /\.compile$/.test(textOf(tree, callee)) ? field(callee, 'object') : null;
}

function childOf(fork: SyntaxNode, node: SyntaxNode): SyntaxNode {
  return fork.children.find((child) => contains(child, node)) ?? node;
}

function textOf(tree: SyntaxTree, node: SyntaxNode): string {
  return tree.text.slice(node.start, node.end);
}
