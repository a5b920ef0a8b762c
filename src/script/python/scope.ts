/** What gives a name its value, and where the name holds. */
import {
  ancestors,
  ancestorOf,
  contains,
  field,
  parts,
  type SyntaxNode,
  type SyntaxTree,
  walk,
} from '../syntax';
import { classAround, isFunction, textOf } from './nodes';

export interface Binding {
  /** A name, or an attribute such as `self.optimizer`. */
  name: string;
  kind: 'assigned' | 'changed' | 'parameter' | 'loop' | 'import' | 'function' | 'class' | 'other';
  /** The name itself. */
  target: SyntaxNode;
  /** The assignment, parameter, loop, import, function or class. */
  node: SyntaxNode;
  /** What it is given, or a parameter's default; null where several names share one value. */
  value: SyntaxNode | null;
  /** The value of which this name is given one part, as in `model, optimizer = build()`. */
  from: SyntaxNode | null;
  /** The dotted path of an import. */
  imported: string | null;
  /** The part of the tree in which the name holds. */
  scope: SyntaxNode;
}

const SCOPES = new Set([
  'module',
  'function_definition',
  'lambda',
  'class_definition',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const PARAMETERS = new Set(['parameters', 'default_parameter', 'typed_default_parameter']);
/** Lists in one another whose names are still told apart. */
const DEEPEST_PATTERN = 100;

export class Scopes {
  private readonly byName = new Map<string, Binding[]>();
  /** Names that a function declares `global` or `nonlocal`. */
  private readonly outer = new Map<SyntaxNode, Set<string>>();
  /** The innermost scope that a node lies in. */
  private readonly around = new Map<SyntaxNode, SyntaxNode>();
  /** What is given in `a = b = x`, for each of the assignments. */
  private readonly given = new Map<SyntaxNode, SyntaxNode | null>();
  /** Modules of `from x import *`. */
  readonly wildcards: string[] = [];

  constructor(private readonly tree: SyntaxTree) {
    const nodes = walk(tree.root);
    for (const node of nodes) {
      const { parent } = node;
      if (parent) this.around.set(node, SCOPES.has(parent.type) ? parent : this.scopeAround(parent));
    }
    for (const node of nodes) {
      if (!/^(global|nonlocal)_statement$/.test(node.type)) continue;
      const scope = this.scopeAround(node);
      const names = this.outer.get(scope) ?? new Set();
      for (const name of parts(node)) names.add(textOf(tree, name));
      this.outer.set(scope, names);
    }
    for (const node of nodes) this.collect(node);
  }

  /** All that binds the name in the innermost scope that has it; empty for built-in names. */
  resolve(identifier: SyntaxNode): readonly Binding[] {
    const candidates = this.byName.get(textOf(this.tree, identifier)) ?? [];
    if (candidates.length === 0) return [];
    let inFunction = false;
    let inner = identifier;
    for (const scope of ancestors(identifier)) {
      const visible = SCOPES.has(scope.type) && !(scope.type === 'class_definition' && inFunction);
      if (visible && !evaluatedOutside(inner, scope)) {
        const found = candidates.filter((candidate) => candidate.scope === scope);
        if (found.length > 0) return found;
      }
      if (isFunction(scope)) inFunction = true;
      if (!PARAMETERS.has(scope.type)) inner = scope;
    }
    return [];
  }

  named(name: string): readonly Binding[] {
    return this.byName.get(name) ?? [];
  }

  /** What is assigned to an attribute; to one of `self` in the class around `place` only. */
  attribute(text: string, place: SyntaxNode): readonly Binding[] {
    const found = this.byName.get(text) ?? [];
    const owner = classAround(place);
    return /^(self|cls)\./.test(text) ? found.filter(({ target }) => classAround(target) === owner) : found;
  }

  /** `global optimizer` of the function, where it declares the name. */
  isOuter(scope: SyntaxNode, name: string): boolean {
    return this.outer.get(scope)?.has(name) ?? false;
  }

  private scopeAround(node: SyntaxNode): SyntaxNode {
    return this.around.get(node) ?? this.tree.root;
  }

  private scopeOf(name: string, node: SyntaxNode): SyntaxNode {
    const own = this.scopeAround(node);
    if (!this.outer.get(own)?.has(name)) return own;
    const around = ancestorOf(
      own,
      (ancestor) =>
        ancestor.type === 'module' ||
        (ancestor.type === 'function_definition' && this.named(name).some((b) => b.scope === ancestor)),
    );
    return around ?? this.tree.root;
  }

  private collect(node: SyntaxNode): void {
    switch (node.type) {
      case 'assignment': {
        const left = field(node, 'left');
        if (left) this.bind(left, 'assigned', node, this.givenBy(node), null);
        return;
      }
      case 'augmented_assignment': {
        const left = field(node, 'left');
        if (left) this.bind(left, 'changed', node, field(node, 'right'), null);
        return;
      }
      case 'named_expression': {
        const name = field(node, 'name');
        if (name) this.bind(name, 'assigned', node, field(node, 'value'), null);
        return;
      }
      case 'for_statement':
      case 'for_in_clause': {
        const left = field(node, 'left');
        if (left) this.bind(left, 'loop', node, null, field(node, 'right'));
        return;
      }
      case 'as_pattern_target':
        this.bind(parts(node)[0] ?? node, 'other', node, null, null);
        return;
      case 'function_definition':
      case 'lambda':
        this.collectFunction(node);
        return;
      case 'class_definition': {
        const name = field(node, 'name');
        if (name) this.add(name, 'class', node, null, null);
        return;
      }
      case 'import_statement':
      case 'import_from_statement':
        this.collectImports(node);
        return;
    }
  }

  /** `x` in `a = b = x`. The outer of two assignments comes first. */
  private givenBy(assignment: SyntaxNode): SyntaxNode | null {
    const known = this.given.get(assignment);
    if (known !== undefined) return known;
    const chain: SyntaxNode[] = [];
    let at: SyntaxNode | null = assignment;
    for (; at?.type === 'assignment'; at = field(at, 'right')) chain.push(at);
    for (const inner of chain) this.given.set(inner, at);
    return at;
  }

  private collectFunction(node: SyntaxNode): void {
    const name = field(node, 'name');
    if (name) this.add(name, 'function', node, null, null);
    for (const parameter of parts(field(node, 'parameters'))) {
      const target = parameterName(parameter);
      if (!target) continue;
      const binding = this.made(target, 'parameter', parameter, field(parameter, 'value'), null, node);
      this.push(binding);
    }
  }

  private collectImports(statement: SyntaxNode): void {
    const module = field(statement, 'module_name');
    const prefix = module ? textOf(this.tree, module) : null;
    for (const part of parts(statement)) {
      if (part.type === 'wildcard_import' && prefix) this.wildcards.push(prefix);
      if (part.field !== 'name') continue;
      const alias = field(part, 'alias');
      const name = part.type === 'aliased_import' ? field(part, 'name') : part;
      const target = alias ?? parts(name)[0];
      if (!name || !target) continue;
      const path = textOf(this.tree, name);
      const joint = prefix?.endsWith('.') ? '' : '.';
      // `import a.b` binds `a`; with an alias it binds `a.b`.
      const whole = prefix === null ? (alias ? path : textOf(this.tree, target)) : prefix + joint + path;
      this.push({
        ...this.made(target, 'import', statement, null, null, this.scopeAround(statement)),
        imported: whole,
      });
    }
  }

  private bind(
    target: SyntaxNode,
    kind: Binding['kind'],
    node: SyntaxNode,
    value: SyntaxNode | null,
    from: SyntaxNode | null,
    depth = 0,
  ): void {
    if (depth > DEEPEST_PATTERN) return;
    if (target.type === 'identifier' || target.type === 'attribute') {
      this.add(target, kind, node, value, from);
    } else if (/^(pattern_list|tuple_pattern|list_pattern|list_splat_pattern)$/.test(target.type)) {
      const targets = parts(target);
      const given = value && /^(expression_list|tuple|list)$/.test(value.type) ? parts(value) : [];
      targets.forEach((part, index) => {
        const own = given.length === targets.length ? (given[index] ?? null) : null;
        this.bind(part, kind, node, own, own ? null : (from ?? value), depth + 1);
      });
    }
  }

  private add(
    target: SyntaxNode,
    kind: Binding['kind'],
    node: SyntaxNode,
    value: SyntaxNode | null,
    from: SyntaxNode | null,
  ): void {
    this.push(this.made(target, kind, node, value, from, this.scopeOf(textOf(this.tree, target), node)));
  }

  private made(
    target: SyntaxNode,
    kind: Binding['kind'],
    node: SyntaxNode,
    value: SyntaxNode | null,
    from: SyntaxNode | null,
    scope: SyntaxNode,
  ): Binding {
    const name = textOf(this.tree, target);
    return { name, kind, target, node, value, from, imported: null, scope };
  }

  private push(binding: Binding): void {
    const list = this.byName.get(binding.name) ?? [];
    list.push(binding);
    this.byName.set(binding.name, list);
  }
}

/** Defaults of parameters, decorators and base classes are no part of the scope that they stand in. */
function evaluatedOutside(inner: SyntaxNode, scope: SyntaxNode): boolean {
  if (scope.type === 'class_definition') return inner.field === 'superclasses';
  return scope.type === 'function_definition' && inner.field !== 'body' && inner.field !== 'name'
    ? inner.field === 'value' || inner.field === 'type' || inner.field === 'return_type'
    : false;
}

export function parameterName(parameter: SyntaxNode): SyntaxNode | null {
  if (parameter.type === 'identifier') return parameter;
  return field(parameter, 'name') ?? parts(parameter).find((part) => part.type === 'identifier') ?? null;
}

/** Whether the value mentions the name, as in `optimizer = wrap(optimizer)`. */
export function mentions(tree: SyntaxTree, within: SyntaxNode, text: string): boolean {
  return walk(within).some(
    (node) =>
      (node.type === 'identifier' || node.type === 'attribute') &&
      textOf(tree, node) === text &&
      contains(within, node),
  );
}
