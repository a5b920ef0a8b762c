/** What of a script with Keras changes its rate while it trains: callbacks, and lines that set the optimizer's rate. */
import { field, parts, type SyntaxNode } from '../../syntax';
import { refersTo } from '../inserted';
import { argumentsOf, calledName, statementOf, textOf } from '../nodes';
import { foundAt, type FoundSchedule } from '../foundSchedule';
import { pathOf, type Script } from '../script';
import { bindingsOf, isOptimizer } from '../steps';
import { importsKeras } from './optimizers';

const CALLBACK = /^(?:keras|tensorflow\.keras)\.callbacks\.(LearningRateScheduler|ReduceLROnPlateau)$/;
const SET_VALUE = /^(?:keras|tensorflow\.keras)\.backend\.set_value$/;
const ASSIGNS = /^assign(_add|_sub)?$/;
const ADDS = /^(append|insert)$/;

export function findKerasSchedules(script: Script): FoundSchedule[] {
  if (!importsKeras(script)) return [];
  const made = script.calls
    .filter((call) => isCallback(script, call))
    .map((call) => callbackOf(script, call));
  return [...made, ...usesOf(script, made), ...settersOf(script)];
}

/** One of Keras' own, or of a class of this file that extends one. */
function isCallback(script: Script, call: SyntaxNode): boolean {
  const callee = field(call, 'function');
  if (!callee) return false;
  if (CALLBACK.test(pathOf(script, callee) ?? '')) return true;
  const classes = callee.type === 'identifier' ? script.scopes.resolve(callee) : [];
  return classes.some(
    ({ kind, node }) =>
      kind === 'class' &&
      parts(field(node, 'superclasses')).some((base) => CALLBACK.test(pathOf(script, base) ?? '')),
  );
}

function callbackOf(script: Script, call: SyntaxNode): FoundSchedule {
  const assignment = call.parent?.type === 'assignment' && call.field === 'right' ? call.parent : null;
  const target = assignment && field(assignment, 'left');
  const isNamed = target !== null && /^(identifier|attribute)$/.test(target.type);
  if (!assignment || !isNamed || statementOf(assignment) !== assignment.parent) return placedAt(script, call);
  const found = foundAt(script, assignment);
  return { ...found, statement: statementOf(assignment), assignment };
}

/** Where a callback's name is given on to the training, alone or in a list. */
function usesOf(script: Script, made: readonly FoundSchedule[]): FoundSchedule[] {
  const named = made.filter(({ assignment }) => assignment !== null);
  if (named.length === 0) return [];
  return script.nodes.flatMap((node) => {
    if (!/^(identifier|attribute)$/.test(node.type) || node.field === 'attribute') return [];
    const makers = named.filter(({ assignment }) => assignment && refersTo(script, node, assignment));
    const use = makers.length > 0 ? placedAt(script, node) : null;
    if (!use || (use.statement === null && use.elements.length === 0)) return [];
    const isOnlyThat = bindingsOf(script, node).every((binding) =>
      makers.some(({ assignment }) => assignment === binding.node),
    );
    return [isOnlyThat ? { ...use, makers } : { ...foundAt(script, node), makers }];
  });
}

/** What goes with a callback that stands in a list, is an argument, or is added to a list. */
function placedAt(script: Script, node: SyntaxNode): FoundSchedule {
  const { parent } = node;
  const found = foundAt(script, node);
  if (parent?.type === 'list') return { ...found, elements: [node] };
  if (parent?.type === 'keyword_argument') {
    const name = field(parent, 'name');
    const isGiven = name !== null && textOf(script.tree, name) === 'callbacks' && node !== name;
    return isGiven ? { ...found, elements: [parent] } : found;
  }
  const call = parent?.type === 'argument_list' ? parent.parent : null;
  const isAdded = call?.parent?.type === 'expression_statement' && ADDS.test(calledName(script.tree, call));
  return isAdded ? { ...found, statement: statementOf(call) } : found;
}

/** Lines that set `optimizer.learning_rate`, which an optimizer with a schedule does not allow. */
function settersOf(script: Script): FoundSchedule[] {
  return script.nodes.flatMap((node) => {
    const target = targetOf(script, node);
    const optimizer = target && rateOf(script, target);
    if (!optimizer) return [];
    const isStatement = node.parent?.type === 'expression_statement';
    const found = { ...foundAt(script, node), optimizers: [optimizer] };
    return [isStatement ? { ...found, statement: statementOf(node) } : found];
  });
}

function targetOf(script: Script, node: SyntaxNode): SyntaxNode | null {
  if (/^(augmented_)?assignment$/.test(node.type)) return field(node, 'left');
  const callee = node.type === 'call' ? field(node, 'function') : null;
  if (!callee) return null;
  if (ASSIGNS.test(calledName(script.tree, node))) return field(callee, 'object');
  const isSetValue = SET_VALUE.test(pathOf(script, callee) ?? '');
  return isSetValue ? (argumentsOf(script.tree, node).positional[0] ?? null) : null;
}

/** The optimizer whose rate the expression is. */
function rateOf(script: Script, expression: SyntaxNode): SyntaxNode | null {
  const name = expression.type === 'attribute' ? field(expression, 'attribute') : null;
  const object = field(expression, 'object');
  if (!name || !object || textOf(script.tree, name) !== 'learning_rate') return null;
  const isModels = /(^|\.)\w*model\.optimizer$/.test(textOf(script.tree, object));
  return isModels || isOptimizer(script, object) ? object : null;
}
