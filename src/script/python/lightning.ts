/** Lightning's modules: the optimizer is made in `configure_optimizers`, and the Trainer steps it and its schedule. */
import { contains, field, parts, type SyntaxNode } from '../syntax';
import { importsModule } from './importedModules';
import { calledName, functionAround, stringValue, textOf, unwrap } from './nodes';
import { createdOptimizer } from './optimizers';
import { classOf, type Script } from './script';
import { isOptimizer } from './steps';

export interface LightningModule {
  /** `configure_optimizers`. */
  method: SyntaxNode;
  /** It steps its optimizers itself, and then its schedules, too. */
  isManual: boolean;
}

const HOOK = 'configure_optimizers';

export function findModules(script: Script): LightningModule[] {
  // Classes of other kinds have such a method, too, and call it themselves.
  if (script.calls.some((call) => calledName(script.tree, call) === HOOK)) return [];
  return script.nodes.flatMap((node) => {
    const name = node.type === 'function_definition' ? field(node, 'name') : null;
    const owner = name && textOf(script.tree, name) === HOOK ? classOf(node) : null;
    if (!owner || !isModule(script, owner)) return [];
    return [{ method: node, isManual: isManual(script, owner) }];
  });
}

/** By its base, or by the method that only Lightning calls. */
function isModule(script: Script, owner: SyntaxNode): boolean {
  const bases = parts(field(owner, 'superclasses')).map((base) => textOf(script.tree, base));
  const trains = script.scopes.named('training_step').some(({ scope }) => scope === owner);
  const isLightnings = bases.some((base) => /LightningModule$/.test(base));
  return trains || isLightnings || importsModule(script, /^(pytorch_)?lightning\b/);
}

/** `self.automatic_optimization = False`, or a property that returns it. */
function isManual(script: Script, owner: SyntaxNode): boolean {
  return /\bautomatic_optimization\b(\s*=\s*False|\(self\)[^:]*:\s*return\s+False)/.test(
    textOf(script.tree, owner),
  );
}

/** What the method returns, as far as it can be told. */
export interface Returned {
  statement: SyntaxNode;
  /** The one optimizer: a name, or the call that makes it. */
  optimizer: SyntaxNode;
  /** The list or the dictionary in which it stands; null where it stands alone. */
  around: SyntaxNode | null;
  /** The second list, where two are returned. */
  schedules: SyntaxNode | null;
  /** The schedules that are returned already. */
  own: SyntaxNode[];
}

/** The ways that Lightning knows to return one optimizer; a string says why it is none of them. */
export function readReturn(script: Script, { method }: LightningModule): Returned | string {
  const { tree } = script;
  const returns = script.nodes.filter(
    (node) => node.type === 'return_statement' && contains(method, node) && functionAround(node) === method,
  );
  const [statement] = returns;
  const line = method.line + 1;
  if (!statement) return `configure_optimizers on line ${line} returns nothing.`;
  if (returns.length > 1) return `configure_optimizers on line ${line} returns in several places.`;
  const given = parts(statement)[0];
  const whole = given && unwrap(given);
  const unknown = `Line ${statement.line + 1} returns what cannot be told to be one optimizer.`;
  if (!whole) return unknown;
  const found = readWhole(whole);
  const [optimizer] = found.optimizers;
  if (found.optimizers.length > 1) return `Line ${statement.line + 1} returns several optimizers.`;
  if (!optimizer || !isNamedOrMade(script, optimizer)) return unknown;
  return { ...found, statement, optimizer };

  function readWhole(
    node: SyntaxNode,
  ): Pick<Returned, 'around' | 'schedules' | 'own'> & { optimizers: SyntaxNode[] } {
    const pair = /^(tuple|expression_list)$/.test(node.type) ? parts(node) : [];
    const [first, second] = pair;
    if (pair.length === 2 && first && second && [first, second].every(isList)) {
      return { optimizers: parts(first), around: first, schedules: second, own: parts(second) };
    }
    if (isList(node)) return { optimizers: parts(node), around: node, schedules: null, own: [] };
    if (node.type !== 'dictionary') return { optimizers: [node], around: null, schedules: null, own: [] };
    const of = (key: string): SyntaxNode[] =>
      parts(node).flatMap((part) =>
        stringValue(tree, field(part, 'key')) === key ? (field(part, 'value') ?? []) : [],
      );
    // What is unpacked into it (`**more`) may hold a schedule.
    const isPlain = parts(node).every(({ type }) => type === 'pair');
    const optimizers = isPlain ? of('optimizer') : [];
    return { optimizers, around: node, schedules: null, own: of('lr_scheduler') };
  }
}

function isList(node: SyntaxNode): boolean {
  return /^(list|tuple)$/.test(node.type);
}

function isNamedOrMade(script: Script, node: SyntaxNode): boolean {
  if (createdOptimizer(script, node) !== null) return true;
  return /^(identifier|attribute)$/.test(node.type) && isOptimizer(script, node);
}
