/** Which declaration a name means. */
import { ancestors, contains, field, parts, type SyntaxNode, type SyntaxTree, walk } from '../syntax';

export interface Declaration {
  name: string;
  kind: 'variable' | 'parameter' | 'loop' | 'import' | 'function' | 'class';
  /** The name itself. */
  identifier: SyntaxNode;
  /** The declarator, parameter, import statement, function or class. */
  node: SyntaxNode;
  /** What it is given here, or its default; for a destructured name the default of that name. */
  value: SyntaxNode | null;
  /** For destructured and imported names: which property of what. */
  from: { property: string | null; source: SyntaxNode | null } | null;
  /** The part of the tree in which the name holds. */
  scope: SyntaxNode;
}

const FUNCTIONS = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
]);
const BLOCKS = new Set([
  'program',
  'statement_block',
  'for_statement',
  'for_in_statement',
  'catch_clause',
  'switch_body',
  'class_body',
]);

/** Patterns in one another whose names are still told apart. */
const DEEPEST_PATTERN = 100;

export function isFunction(node: SyntaxNode): boolean {
  return FUNCTIONS.has(node.type);
}

export function isLoop(node: SyntaxNode): boolean {
  return /^(for|while|do|for_in)_statement$/.test(node.type);
}

export function textOf(tree: SyntaxTree, node: SyntaxNode): string {
  return tree.text.slice(node.start, node.end);
}

/** Strips what only the type checker or the reader needs: parentheses, `as`, `satisfies`, `!`, `await`. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let at = node;
  for (;;) {
    const inner = parts(at)[at.type === 'type_assertion' ? 1 : 0];
    if (
      !inner ||
      ![
        'parenthesized_expression',
        'as_expression',
        'satisfies_expression',
        'non_null_expression',
        'type_assertion',
        'await_expression',
      ].includes(at.type)
    ) {
      return at;
    }
    at = inner;
  }
}

/** The text inside the quotes; null for anything but a plain string. */
export function stringValue(tree: SyntaxTree, node: SyntaxNode | null): string | null {
  if (!node || (node.type !== 'string' && node.type !== 'template_string')) return null;
  if (node.children.some((child) => child.type === 'template_substitution')) return null;
  return tree.text.slice(node.start + 1, node.end - 1);
}

export class Declarations {
  private readonly byName = new Map<string, Declaration[]>();

  constructor(private readonly tree: SyntaxTree) {
    for (const node of walk(tree.root)) this.collect(node);
  }

  /** The declaration that a name means at its place; null for globals. */
  resolve(identifier: SyntaxNode): Declaration | null {
    const candidates = this.byName.get(textOf(this.tree, identifier)) ?? [];
    let best: Declaration | null = null;
    for (const candidate of candidates) {
      if (!contains(candidate.scope, identifier)) continue;
      if (!best || contains(best.scope, candidate.scope)) best = candidate;
    }
    return best;
  }

  named(name: string): readonly Declaration[] {
    return this.byName.get(name) ?? [];
  }

  /** The project's own files that are imported, as the imports name them. */
  importedFiles(): string[] {
    const files = walk(this.tree.root)
      .map((node) => stringValue(this.tree, node))
      .filter((text) => text !== null && /^\.{1,2}\//.test(text)) as string[];
    return [...new Set(files)];
  }

  private collect(node: SyntaxNode): void {
    switch (node.type) {
      case 'variable_declarator': {
        const name = field(node, 'name');
        const hoisted = node.parent?.type === 'variable_declaration';
        if (name) this.bind(name, 'variable', node, field(node, 'value'), null, scopeOf(node, hoisted));
        return;
      }
      case 'for_in_statement': {
        const left = field(node, 'left');
        if (left) this.bind(left, 'loop', node, null, { property: null, source: field(node, 'right') }, node);
        return;
      }
      case 'function_declaration':
      case 'generator_function_declaration':
      case 'class_declaration':
      case 'abstract_class_declaration': {
        const name = field(node, 'name');
        const kind = node.type.includes('class') ? 'class' : 'function';
        if (name) this.bind(name, kind, node, null, null, scopeOf(node, false));
        break;
      }
      case 'import_statement':
        for (const part of walk(node)) this.collectImport(part, node);
        return;
    }
    if (isFunction(node)) {
      const single = field(node, 'parameter');
      for (const parameter of single ? [single] : parts(field(node, 'parameters'))) {
        const typed = parameter.type.endsWith('_parameter');
        const pattern = typed ? field(parameter, 'pattern') : parameter;
        if (pattern)
          this.bind(pattern, 'parameter', node, typed ? field(parameter, 'value') : null, null, node);
      }
    }
  }

  private collectImport(part: SyntaxNode, statement: SyntaxNode): void {
    const source =
      field(statement, 'source') ?? walk(statement).find((node) => node.field === 'source') ?? null;
    if (part.type === 'import_specifier') {
      const name = field(part, 'name');
      const local = field(part, 'alias') ?? name;
      if (!name || !local) return;
      this.add(
        local,
        'import',
        statement,
        null,
        { property: textOf(this.tree, name), source },
        this.tree.root,
      );
    } else if (part.type === 'identifier' && part.parent?.type !== 'import_specifier') {
      this.add(part, 'import', statement, null, { property: null, source }, this.tree.root);
    }
  }

  /** Follows destructuring down to the single names. */
  private bind(
    pattern: SyntaxNode,
    kind: Declaration['kind'],
    node: SyntaxNode,
    value: SyntaxNode | null,
    from: Declaration['from'],
    scope: SyntaxNode,
    depth = 0,
  ): void {
    if (depth > DEEPEST_PATTERN) return;
    switch (pattern.type) {
      case 'identifier':
      case 'type_identifier':
        this.add(pattern, kind, node, value, from, scope);
        return;
      case 'assignment_pattern': {
        const left = field(pattern, 'left');
        if (left) this.bind(left, kind, node, field(pattern, 'right'), from, scope, depth + 1);
        return;
      }
      case 'object_pattern':
        for (const part of parts(pattern))
          this.bindProperty(part, kind, node, value ?? from?.source ?? null, scope, depth + 1);
        return;
      case 'array_pattern':
        for (const part of parts(pattern))
          this.bind(part, kind, node, null, { property: null, source: value }, scope, depth + 1);
        return;
    }
  }

  private bindProperty(
    part: SyntaxNode,
    kind: Declaration['kind'],
    node: SyntaxNode,
    source: SyntaxNode | null,
    scope: SyntaxNode,
    depth: number,
  ): void {
    if (part.type === 'shorthand_property_identifier_pattern') {
      this.add(part, kind, node, null, { property: textOf(this.tree, part), source }, scope);
    } else if (part.type === 'object_assignment_pattern') {
      const left = field(part, 'left');
      if (!left) return;
      const property = textOf(this.tree, left);
      this.add(left, kind, node, field(part, 'right'), { property, source }, scope);
    } else if (part.type === 'pair_pattern') {
      const key = field(part, 'key');
      const inner = field(part, 'value');
      if (key && inner)
        this.bind(inner, kind, node, null, { property: textOf(this.tree, key), source }, scope, depth);
    }
  }

  private add(
    identifier: SyntaxNode,
    kind: Declaration['kind'],
    node: SyntaxNode,
    value: SyntaxNode | null,
    from: Declaration['from'],
    scope: SyntaxNode,
  ): void {
    const name = textOf(this.tree, identifier);
    const list = this.byName.get(name) ?? [];
    list.push({ name, kind, identifier, node, value, from, scope });
    this.byName.set(name, list);
  }
}

function scopeOf(node: SyntaxNode, hoisted: boolean): SyntaxNode {
  let last = node;
  for (const ancestor of ancestors(node)) {
    last = ancestor;
    if (isFunction(ancestor) || ancestor.type === 'program') return ancestor;
    if (!hoisted && BLOCKS.has(ancestor.type)) return ancestor;
  }
  return last;
}

/** The statement that holds the node, and the block or program that holds the statement. */
export function statementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent && at.parent.type !== 'program' && at.parent.type !== 'statement_block') at = at.parent;
  return at;
}
