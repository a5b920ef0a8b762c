/** Optimizers of Keras: the calls that make one, and the names by which `compile` takes one. */
import { field, type SyntaxNode } from '../../syntax';
import { importsModule } from '../importedModules';
import { argumentsOf, calledName, stringValue } from '../nodes';
import { pathOf, type Script } from '../script';

const CLASS = /^(?:keras|tensorflow\.keras|tensorflow)\.optimizers\.([A-Z]\w*)$/;
const NO_OPTIMIZERS = /^(Optimizer|LossScaleOptimizer)$/;
const SCHEDULE = /^(?:keras|tensorflow\.keras|tensorflow)\.optimizers\.schedules\.[A-Z]/;
const KERAS = /^(keras|tensorflow)(\.|$)/;

/** The classes, by the names that `compile` knows, which are theirs in lower case. */
export const KERAS_CLASSES: Readonly<Record<string, string>> = {
  adadelta: 'Adadelta',
  adafactor: 'Adafactor',
  adagrad: 'Adagrad',
  adam: 'Adam',
  adamax: 'Adamax',
  adamw: 'AdamW',
  ftrl: 'Ftrl',
  lamb: 'Lamb',
  lion: 'Lion',
  muon: 'Muon',
  nadam: 'Nadam',
  rmsprop: 'RMSprop',
  sgd: 'SGD',
};

/** The rate that Keras 3 takes where none is given; null for optimizers that are not its own. */
export function kerasDefaultRate(optimizer: string): number | null {
  if (!(optimizer in KERAS_CLASSES)) return null;
  return optimizer === 'sgd' ? 0.01 : 0.001;
}

/** The class in lower case; null for all other nodes. */
export function kerasOptimizer(script: Script, node: SyntaxNode): string | null {
  const callee = node.type === 'call' ? field(node, 'function') : null;
  const name = callee && CLASS.exec(pathOf(script, callee) ?? '')?.[1];
  if (name) return NO_OPTIMIZERS.test(name) ? null : name.toLowerCase();
  return namedOptimizer(script, node)?.name ?? null;
}

/** `compile(optimizer="adam")`: the string, and the class in lower case. */
export function namedOptimizer(script: Script, node: SyntaxNode): { node: SyntaxNode; name: string } | null {
  if (node.type !== 'call' || calledName(script.tree, node) !== 'compile') return null;
  if (field(node, 'function')?.type !== 'attribute' || !importsKeras(script)) return null;
  const { positional, keywords } = argumentsOf(script.tree, node);
  const given = keywords.get('optimizer') ?? positional[0];
  const name = stringValue(script.tree, given)?.toLowerCase();
  return given && name !== undefined && name in KERAS_CLASSES ? { node: given, name } : null;
}

export function kerasRateArgument(script: Script, creation: SyntaxNode): SyntaxNode | null {
  if (namedOptimizer(script, creation)) return null;
  const { positional, keywords } = argumentsOf(script.tree, creation);
  return keywords.get('learning_rate') ?? positional[0] ?? null;
}

/** Whether the expression is a schedule of Keras', or one of the script's own. */
export function isKerasSchedule(script: Script, expression: SyntaxNode): boolean {
  if (expression.type === 'identifier') {
    const bindings = script.scopes.resolve(expression);
    return bindings.some(({ value }) => value?.type === 'call' && isKerasSchedule(script, value));
  }
  const callee = expression.type === 'call' ? field(expression, 'function') : null;
  if (!callee) return false;
  if (SCHEDULE.test(pathOf(script, callee) ?? '')) return true;
  const classes = callee.type === 'identifier' ? script.scopes.resolve(callee) : [];
  return classes.some(({ kind, node }) => kind === 'class' && extendsSchedule(script, node));
}

export function extendsSchedule(script: Script, definition: SyntaxNode): boolean {
  const bases = field(definition, 'superclasses')?.children ?? [];
  return bases.some((base) => /\.schedules\.LearningRateSchedule$/.test(pathOf(script, base) ?? ''));
}

const found = new WeakMap<Script, boolean>();

export function importsKeras(script: Script): boolean {
  const known = found.get(script);
  if (known !== undefined) return known;
  const does = importsModule(script, KERAS);
  found.set(script, does);
  return does;
}
