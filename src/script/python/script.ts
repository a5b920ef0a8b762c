/** A Python script read once: its tree, what its names mean. */
import { field, type SyntaxNode, type SyntaxTree, walk } from '../syntax';
import { textOf } from './nodes';
import { Scopes } from './scope';

export interface Script {
  tree: SyntaxTree;
  text: string;
  /** All nodes in the order of the source. */
  nodes: readonly SyntaxNode[];
  calls: readonly SyntaxNode[];
  scopes: Scopes;
}

export function readScript(tree: SyntaxTree): Script {
  const nodes = walk(tree.root);
  const calls = nodes.filter((node) => node.type === 'call');
  return { tree, text: tree.text, nodes, calls, scopes: new Scopes(tree) };
}

/** The dotted path that an expression means by the imports: `torch.optim.Adam` for `optim.Adam`; else null. */
export function pathOf(script: Script, expression: SyntaxNode): string | null {
  const names: string[] = [];
  let at: SyntaxNode | null = expression;
  while (at?.type === 'attribute') {
    const name = field(at, 'attribute');
    if (!name) return null;
    names.push(textOf(script.tree, name));
    at = field(at, 'object');
  }
  const path = at?.type === 'identifier' ? importedPath(script, at) : null;
  return path === null ? null : [path, ...names.reverse()].join('.');
}

function importedPath(script: Script, identifier: SyntaxNode): string | null {
  const bindings = script.scopes.resolve(identifier);
  const imported = bindings.find((binding) => binding.imported !== null)?.imported ?? null;
  if (imported !== null || bindings.length > 0) return imported;
  const module = script.scopes.wildcards.find((name) => /^torch\.optim(\.lr_scheduler)?$/.test(name));
  return module ? `${module}.${textOf(script.tree, identifier)}` : null;
}

/** The functions and classes of this file that a call may mean, by the name that it calls. */
export function calledHere(script: Script, call: SyntaxNode): SyntaxNode | null {
  const callee = field(call, 'function');
  if (callee?.type === 'identifier') {
    const found = script.scopes.resolve(callee);
    return found.length === 1 && /^(function|class)$/.test(found[0]?.kind ?? '')
      ? (found[0]?.node ?? null)
      : null;
  }
  const name = field(callee, 'attribute');
  if (!name) return null;
  const methods = script.scopes
    .named(textOf(script.tree, name))
    .filter(({ kind, scope }) => kind === 'function' && scope.type === 'class_definition');
  return methods.length === 1 ? (methods[0]?.node ?? null) : null;
}

/** The calls in this file of a function, a method or, for `__init__`, of its class. */
export function callsOf(script: Script, owner: SyntaxNode): readonly SyntaxNode[] {
  const name = field(owner, 'name');
  if (!name) return [];
  const isInit = textOf(script.tree, name) === '__init__';
  const target = isInit ? classOf(owner) : owner;
  return (target && callers(script).get(target)) ?? [];
}

const callersOf = new WeakMap<Script, Map<SyntaxNode, SyntaxNode[]>>();

function callers(script: Script): Map<SyntaxNode, SyntaxNode[]> {
  const known = callersOf.get(script);
  if (known) return known;
  const found = new Map<SyntaxNode, SyntaxNode[]>();
  for (const call of script.calls) {
    const owner = calledHere(script, call);
    if (!owner) continue;
    const calls = found.get(owner) ?? [];
    calls.push(call);
    found.set(owner, calls);
  }
  callersOf.set(script, found);
  return found;
}

/** The class whose method this is; null for plain functions. */
export function classOf(owner: SyntaxNode): SyntaxNode | null {
  const outer = owner.parent?.type === 'decorated_definition' ? owner.parent.parent : owner.parent;
  return outer?.type === 'block' && outer.parent?.type === 'class_definition' ? outer.parent : null;
}
