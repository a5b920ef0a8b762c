/** Which calls train with which optimizer. */
import { ancestors, contains, field, parts, type SyntaxNode } from '../syntax';
import { type FoundRate, optimizerInCompile, type OptimizerUse } from './rates';
import { type Declaration, isFunction, textOf, unwrap } from './scope';
import type { Script } from './script';
import { callsOf } from './trace';
import type { TrainingCall } from './training';

/** The training calls of one optimizer: by the names they share, else by being the only ones. */
export function callsThatTrain(
  script: Script,
  rate: FoundRate | null,
  rates: readonly FoundRate[],
  calls: readonly TrainingCall[],
): TrainingCall[] {
  if (!rate) return [...calls];
  const uses = rates.flatMap((one) => [one, ...one.sharers]);
  const linked = new Set([rate, ...rate.sharers].flatMap((use) => callsOfUse(script, use, uses, calls)));
  return linked.size > 0 || rates.length > 1 ? [...linked] : [...calls];
}

function callsOfUse(
  script: Script,
  use: OptimizerUse,
  uses: readonly OptimizerUse[],
  calls: readonly TrainingCall[],
): TrainingCall[] {
  const names = namesOf(script, use.optimizer);
  const isNamed = (optimizer: SyntaxNode): boolean =>
    names.has(textOf(script.tree, optimizer)) && !isAnother(script, optimizer, use, uses);
  const loops = calls.filter(
    ({ facts, receiver }) =>
      facts.on === 'optimizer' && (isNamed(receiver) || contains(receiver, use.optimizer)),
  );
  return [
    ...loops,
    ...compilesWith(script, use, isNamed).flatMap((compile) => fitsOf(script, compile, calls)),
  ];
}

/** Whether the variable of that name, at its place, holds another optimizer: two functions may use one name. */
function isAnother(
  script: Script,
  optimizer: SyntaxNode,
  use: OptimizerUse,
  uses: readonly OptimizerUse[],
): boolean {
  const value = optimizer.type === 'identifier' ? script.declarations.resolve(optimizer)?.value : null;
  if (!value || contains(value, use.optimizer)) return false;
  return uses.some((other) => contains(value, other.optimizer));
}

/** Calls in a function that is given models of several optimizers: what is written there holds for all of them. */
export function sharedCalls(script: Script, calls: readonly TrainingCall[]): TrainingCall[] {
  if (compileCalls(script).length < 2) return [];
  return calls.filter(({ facts, receiver }) => {
    const model = facts.on === 'optimizer' || receiver.type !== 'identifier' ? null : receiver;
    const parameter = model && script.declarations.resolve(model);
    return parameter?.kind === 'parameter' && givenTo(script, parameter).size > 1;
  });
}

/** The different arguments that the callers in this file give for a parameter. */
function givenTo(script: Script, { node: owner, identifier }: Declaration): Set<string> {
  const index = parts(field(owner, 'parameters')).findIndex((parameter) => contains(parameter, identifier));
  const given = callsOf(script, owner).map((call) => parts(field(call, 'arguments'))[index]);
  return new Set(given.flatMap((argument) => (argument ? [textOf(script.tree, argument)] : [])));
}

/** How the script writes the optimizer that is made here: a variable, a field, a call of the function that makes it. */
export function namesOf(script: Script, creation: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const ancestor of ancestors(creation)) {
    const name = assignedName(script, ancestor);
    if (name !== null) return names.add(name);
    if (isFunction(ancestor) && ancestor.parent?.type !== 'arguments') {
      for (const call of callsOf(script, ancestor)) {
        names.add(textOf(script.tree, call));
        const variable = call.parent && assignedName(script, call.parent);
        if (variable) names.add(variable);
      }
      return names;
    }
    if (ancestor.type === 'arguments') return names;
  }
  return names;
}

/** The name that a declaration, an assignment or a class field gives to its value. */
function assignedName(script: Script, node: SyntaxNode): string | null {
  const name = (part: string) => {
    const target = field(node, part);
    return target && textOf(script.tree, target);
  };
  switch (node.type) {
    case 'variable_declarator':
      return name('name');
    case 'assignment_expression':
      return name('left');
    case 'field_definition':
      return `this.${name('property')}`;
    case 'public_field_definition':
      return `this.${name('name')}`;
    default:
      return null;
  }
}

function compilesWith(
  script: Script,
  use: OptimizerUse,
  isNamed: (optimizer: SyntaxNode) => boolean,
): SyntaxNode[] {
  if (use.compile) return [use.compile];
  return compileCalls(script).filter((compile) => {
    const optimizer = optimizerInCompile(script, compile);
    return optimizer !== null && isNamed(unwrap(optimizer));
  });
}

function compileCalls(script: Script): SyntaxNode[] {
  return script.nodes.filter((node) => optimizerInCompile(script, node) !== null);
}

/**
 * The fits of the model that is compiled, up to where it is compiled again. A model that has another name where it is
 * trained is taken if no other model claims the call.
 */
function fitsOf(script: Script, compile: SyntaxNode, calls: readonly TrainingCall[]): TrainingCall[] {
  const fits = calls.filter(({ facts }) => facts.on === 'model');
  const compiles = compileCalls(script);
  if (compiles.length === 1) return fits;
  const rivals = compiles.filter((other) => sameModel(script, modelOf(compile), modelOf(other)));
  const own = fits.filter(({ call, receiver }) => {
    if (!sameModel(script, modelOf(compile), receiver)) return false;
    const latest = rivals.filter((other) => other.start < call.start).at(-1) ?? rivals[0];
    return latest === compile;
  });
  if (own.length > 0 || rivals.length > 1) return own;
  return fits.filter(
    ({ receiver }) => !compiles.some((other) => sameModel(script, modelOf(other), receiver)),
  );
}

function modelOf(compile: SyntaxNode): SyntaxNode {
  return field(field(compile, 'function'), 'object') ?? compile;
}

/** One name, and one declaration unless it is handed over as a parameter of that name. */
function sameModel(script: Script, one: SyntaxNode, other: SyntaxNode): boolean {
  if (textOf(script.tree, one) !== textOf(script.tree, other)) return false;
  if (one.type !== 'identifier') return true;
  const declarations = [one, other].map((model) => script.declarations.resolve(model));
  return declarations[0] === declarations[1] || declarations.some((found) => found?.kind === 'parameter');
}
