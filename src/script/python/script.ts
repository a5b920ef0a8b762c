/** A Python script read once: its tree, what its names mean. */
import { field, type SyntaxNode, type SyntaxTree, walk } from '../syntax';
import { textOf } from './nodes';
import { type Binding, Scopes } from './scope';

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
export function pathOf(script: Script, expression: SyntaxNode, depth = 0): string | null {
  const names: string[] = [];
  let at: SyntaxNode | null = expression;
  while (at?.type === 'attribute') {
    const name = field(at, 'attribute');
    if (!name) return null;
    names.push(textOf(script.tree, name));
    at = field(at, 'object');
  }
  const path = at?.type === 'identifier' ? importedPath(script, at, depth) : null;
  return path === null ? null : [path, ...names.reverse()].join('.');
}

/** Modules of which people import all names, with the names that are told apart there. */
const OF_WILDCARDS: readonly { module: RegExp; name: RegExp }[] = [
  { module: /^torch\.optim(\.lr_scheduler)?$/, name: /./ },
  {
    module: /^(tensorflow\.)?keras\.optimizers$/,
    name: /^(Ada(delta|factor|grad|m|max|mW)|Ftrl|Lamb|Lion|Muon|Nadam|RMSprop|SGD)$/,
  },
  { module: /^(tensorflow\.)?keras\.callbacks$/, name: /^(LearningRateScheduler|ReduceLROnPlateau)$/ },
];
/** Names in one another, as in `keras = tf.keras` and then `optimizers = keras.optimizers`. */
const MAX_NAMES = 4;

function importedPath(script: Script, identifier: SyntaxNode, depth = 0): string | null {
  const bindings = script.scopes.resolve(identifier);
  const imported = bindings.find((binding) => binding.imported !== null)?.imported ?? null;
  if (imported !== null) return imported;
  if (bindings.length > 0) return assignedPath(script, bindings, depth);
  const name = textOf(script.tree, identifier);
  const known = OF_WILDCARDS.filter((each) => each.name.test(name));
  const module = script.scopes.wildcards.find((from) => known.some((each) => each.module.test(from)));
  return module ? `${module}.${name}` : null;
}

/** Of a name that stands for a part of a module, as in `keras = tf.keras`. */
function assignedPath(script: Script, bindings: readonly Binding[], depth: number): string | null {
  const [only] = bindings;
  const value = bindings.length === 1 && only?.kind === 'assigned' ? only.value : null;
  return value?.type === 'attribute' && depth < MAX_NAMES ? pathOf(script, value, depth + 1) : null;
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
