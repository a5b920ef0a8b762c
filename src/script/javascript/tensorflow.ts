/** How a script names TensorFlow.js: as a namespace, by destructured names, by types only, or not at all. */
import { field, parts, type SyntaxNode, type SyntaxTree } from '../syntax';
import { type Declarations, statementOf, stringValue, textOf, unwrap } from './scope';

/** One import or require of a TensorFlow.js package. */
export interface TensorFlowImport {
  module: string;
  /** The name of the whole package, such as `tf`. */
  namespace: string | null;
  /** Imported or destructured names: what the package calls it, what the file calls it. */
  members: Map<string, string>;
  /** The braces with the names, where more can be added. */
  list: SyntaxNode | null;
  statement: SyntaxNode;
  typeOnly: boolean;
}

export interface TensorFlowNames {
  imports: TensorFlowImport[];
  /** Anything in the file that speaks of TensorFlow.js. */
  mentioned: boolean;
  /** A namespace that is used as TensorFlow.js without a visible import of it, such as a wrapper's or a global's. */
  assumed: string | null;
}

const PACKAGE = /^@tensorflow\/tfjs(-[a-z]+)*(\/|$)/;

export function findTensorFlow(
  tree: SyntaxTree,
  nodes: readonly SyntaxNode[],
  declarations: Declarations,
): TensorFlowNames {
  const imports: TensorFlowImport[] = [];
  let mentioned = false;
  let assumed: string | null = null;
  for (const node of nodes) {
    if (node.type === 'string' && PACKAGE.test(stringValue(tree, node) ?? '')) {
      mentioned = true;
      const found = importAt(tree, node);
      if (found) imports.push(found);
    } else if (node.type === 'member_expression') {
      const object = field(node, 'object');
      const property = field(node, 'property');
      if (object?.type !== 'identifier' || !property) continue;
      if (/^(train|sequential|layers|tidy|LayersModel)$/.test(textOf(tree, property))) {
        const name = textOf(tree, object);
        if (/^tf/.test(name) || declarations.resolve(object)?.kind === 'import') assumed ??= name;
      }
    }
  }
  for (const found of imports.filter((entry) => entry.namespace))
    addDestructured(tree, nodes, found, imports);
  if (assumed) mentioned = true;
  return { imports, mentioned, assumed };
}

function importAt(tree: SyntaxTree, source: SyntaxNode): TensorFlowImport | null {
  const module = stringValue(tree, source) ?? '';
  const statement = statementOf(source);
  if (statement.type === 'import_statement') return readImport(tree, module, statement);

  // `const tf = require(…)`, `const { train } = await import(…)`, `tf = require(…)`.
  const call = source.parent?.parent;
  const callee = field(call, 'function');
  if (!call || !callee || !/^(require|import)$/.test(textOf(tree, callee))) return null;
  let holder = call.parent;
  while (holder && unwrap(holder) === call) holder = holder.parent;
  const target =
    holder?.type === 'variable_declarator'
      ? field(holder, 'name')
      : holder?.type === 'assignment_expression'
        ? field(holder, 'left')
        : null;
  if (!target) return null;
  return { module, ...namesIn(tree, target), statement: outermostInProgram(statement), typeOnly: false };
}

/** An import inside `try { … }` at the top level still holds for the whole file. */
function outermostInProgram(statement: SyntaxNode): SyntaxNode {
  let at = statement;
  while (
    at.parent &&
    ['statement_block', 'try_statement', 'catch_clause', 'if_statement', 'else_clause'].includes(
      at.parent.type,
    )
  ) {
    at = at.parent;
  }
  return at.parent?.type === 'program' ? at : statement;
}

function readImport(tree: SyntaxTree, module: string, statement: SyntaxNode): TensorFlowImport | null {
  const typeOnly = /^import\s+type\b/.test(textOf(tree, statement));
  const clause = parts(statement).find(
    (part) => part.type === 'import_clause' || part.type === 'import_require_clause',
  );
  const found: TensorFlowImport = {
    module,
    namespace: null,
    members: new Map(),
    list: null,
    statement,
    typeOnly,
  };
  for (const part of parts(clause)) {
    if (part.type === 'identifier') found.namespace = textOf(tree, part);
    if (part.type === 'namespace_import') found.namespace = textOf(tree, parts(part)[0] ?? part);
    if (part.type !== 'named_imports') continue;
    found.list = part;
    for (const specifier of parts(part)) {
      const name = field(specifier, 'name');
      if (!name || /^type\s/.test(textOf(tree, specifier))) continue;
      found.members.set(textOf(tree, name), textOf(tree, field(specifier, 'alias') ?? name));
    }
  }
  return clause ? found : null;
}

function namesIn(
  tree: SyntaxTree,
  target: SyntaxNode,
): Pick<TensorFlowImport, 'namespace' | 'members' | 'list'> {
  const members = new Map<string, string>();
  if (target.type !== 'object_pattern') return { namespace: textOf(tree, target), members, list: null };
  for (const part of parts(target)) {
    const key = field(part, 'key') ?? part;
    members.set(textOf(tree, key), textOf(tree, field(part, 'value') ?? part));
  }
  return { namespace: null, members, list: target };
}

/** `const { train } = tf` beside `const tf = require(…)`. */
function addDestructured(
  tree: SyntaxTree,
  nodes: readonly SyntaxNode[],
  found: TensorFlowImport,
  imports: TensorFlowImport[],
): void {
  for (const node of nodes) {
    if (node.type !== 'variable_declarator') continue;
    const name = field(node, 'name');
    const value = field(node, 'value');
    if (name?.type !== 'object_pattern' || !value || textOf(tree, value) !== found.namespace) continue;
    const { members } = namesIn(tree, name);
    imports.push({ ...found, namespace: null, members, list: null, statement: statementOf(node) });
  }
}
