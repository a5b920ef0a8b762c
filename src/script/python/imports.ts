/** How a schedule's class is written in a file, in the way in which the file names PyTorch. */
import { contains, field, parts, type SyntaxNode } from '../syntax';
import { modulesOf } from './importedModules';
import { textOf } from './nodes';
import { pathOf, type Script } from './script';

const SCHEDULERS = 'torch.optim.lr_scheduler';

/** An import that must be written, below the statement or, without one, below the file's imports. */
export interface NewImport {
  line: string;
  below: SyntaxNode | null;
}

export interface WrittenClass {
  /** `optim.lr_scheduler.CyclicLR`. */
  text: string;
  missing: NewImport | null;
}

/**
 * @param creation the call that makes the optimizer, whose style is followed
 * @param place where the class is used
 */
export function writtenClass(
  script: Script,
  name: string,
  creation: SyntaxNode | null,
  place: SyntaxNode,
): WrittenClass {
  const imported = visible(script, place).find(({ path }) => path === `${SCHEDULERS}.${name}`);
  if (imported) return { text: imported.name, missing: null };
  const callee = field(creation, 'function');
  const object = callee && field(callee, 'object');
  const path = object && pathOf(script, object);
  const usable = object && (creation === null || isVisible(script, object, place));
  if (path === 'torch.optim' && usable) {
    return { text: `${textOf(script.tree, object)}.lr_scheduler.${name}`, missing: null };
  }
  const names = visible(script, place);
  const from = callee?.type === 'identifier' ? importOf(script, callee) : null;
  if (!from) {
    for (const [known, rest] of [
      [SCHEDULERS, ''],
      ['torch.optim', '.lr_scheduler'],
      ['torch', '.optim.lr_scheduler'],
    ] as const) {
      const found = names.find((candidate) => candidate.path === known);
      if (found) return { text: `${found.name}${rest}.${name}`, missing: null };
    }
  }
  const taken = script.scopes.named(name).length > 0;
  const alias = taken ? `Torch${name}` : name;
  const line = `from ${SCHEDULERS} import ${name}${taken ? ` as ${alias}` : ''}`;
  return { text: alias, missing: { line, below: from ?? lastTorchImport(script) } };
}

/** Names of imports that hold at the place, the module's own first. */
function visible(script: Script, place: SyntaxNode): { name: string; path: string }[] {
  return script.nodes
    .filter((node) => /^import(_from)?_statement$/.test(node.type))
    .flatMap((statement) =>
      parts(statement).flatMap((part) => {
        const target = field(part, 'alias') ?? parts(field(part, 'name') ?? part)[0];
        if (part.field !== 'name' || !target) return [];
        const name = textOf(script.tree, target);
        const binding = script.scopes
          .named(name)
          .find(({ node, imported }) => node === statement && imported);
        const holds = binding && contains(binding.scope, place) && statement.start < place.start;
        return holds && binding.imported && !isRebound(script, name, place)
          ? [{ name, path: binding.imported }]
          : [];
      }),
    );
}

function isVisible(script: Script, object: SyntaxNode, place: SyntaxNode): boolean {
  let root = object;
  for (let inner = field(root, 'object'); inner; inner = field(root, 'object')) root = inner;
  const bindings = script.scopes.resolve(root);
  return (
    bindings.some(({ scope, imported }) => imported !== null && contains(scope, place)) &&
    !isRebound(script, textOf(script.tree, root), place)
  );
}

/** Whether the module's name is another thing's too, as in `optim = optim.Adam(parameters)`. */
function isRebound(script: Script, name: string, place: SyntaxNode): boolean {
  return script.scopes
    .named(name)
    .some(
      ({ scope, imported }) =>
        imported === null && scope.type !== 'class_definition' && contains(scope, place),
    );
}

/** The `from … import` of the module that gives the name. */
function importOf(script: Script, name: SyntaxNode): SyntaxNode | null {
  const binding = script.scopes.resolve(name).find(({ imported }) => imported !== null);
  const statement = binding?.node;
  return statement?.type === 'import_from_statement' && statement.parent?.type === 'module'
    ? statement
    : null;
}

function lastTorchImport(script: Script): SyntaxNode | null {
  const imports = parts(script.tree.root).filter(({ type }) => /^import(_from)?_statement$/.test(type));
  const ofTorch = imports.filter((node) => modulesOf(script, node).some((module) => /^torch\b/.test(module)));
  return ofTorch.at(-1) ?? null;
}
