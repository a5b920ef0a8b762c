/** Following a value from where it is used to where it is written, within one file. */
import { ancestors, ancestorOf, field, parts, type SyntaxNode, walk } from '../syntax';
import { type Declaration, isFunction, stringValue, textOf, unwrap } from './scope';
import type { Script } from './script';

/** Packages that read the command line or the environment. */
const ARGUMENT_PARSERS =
  /^(node:)?(process|util|yargs|yargs-parser|commander|minimist|argparse|command-line-args|meow|cac|arg|dotenv)(\/|$)/;

/** How many names a value may go through; more is a loop. */
const MAX_HOPS = 12;

export type Origin =
  /** The expression that gives the value. `via` tells through what it was reached. */
  | {
      kind: 'value';
      node: SyntaxNode;
      via: 'direct' | 'variable' | 'property';
      declaration: Declaration | null;
    }
  /** The command line or the environment. */
  | { kind: 'argument' }
  /** Another file, by the name that the import gives. */
  | { kind: 'module'; module: string }
  /** Each of a list in turn. */
  | { kind: 'list' }
  /** A parameter whose callers are not seen, or something that cannot be followed. */
  | { kind: 'unknown' };

type Via = 'direct' | 'variable' | 'property';
export const UNKNOWN: Origin = { kind: 'unknown' };

export function trace(script: Script, expression: SyntaxNode): Origin {
  return follow(script, expression, 'direct', null, 0);
}

function follow(
  script: Script,
  expression: SyntaxNode,
  via: Via,
  declaration: Declaration | null,
  hops: number,
): Origin {
  const node = unwrap(expression);
  if (hops > MAX_HOPS) return UNKNOWN;
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier': {
      const found = script.declarations.resolve(node);
      return found
        ? followDeclaration(script, found, via, hops + 1)
        : { kind: 'value', node, via, declaration };
    }
    case 'member_expression':
      return followMember(script, node, hops + 1);
    case 'binary_expression': {
      // `options.lr ?? 0.01`: the script's own number, unless the command line decides.
      const left = field(node, 'left');
      const right = field(node, 'right');
      if (left && right && /^(\|\||\?\?)$/.test(operatorOf(script, left, right))) {
        const given = follow(script, left, via, declaration, hops + 1);
        return given.kind === 'unknown' ? follow(script, right, 'property', null, hops + 1) : given;
      }
      break;
    }
    case 'call_expression': {
      if (readsCommandLine(script, node)) return { kind: 'argument' };
      const result = returnedBy(script, node);
      if (result) return follow(script, result, 'property', null, hops + 1);
      break;
    }
    case 'unary_expression':
    case 'subscript_expression':
    case 'ternary_expression':
      if (readsCommandLine(script, node)) return { kind: 'argument' };
      break;
  }
  return { kind: 'value', node, via, declaration };
}

/** What a variable is given besides what it is declared with. */
export function assignedLater(script: Script, declaration: Declaration): SyntaxNode[] {
  return script.nodes.flatMap((node) => {
    const left = /assignment_expression$/.test(node.type) ? field(node, 'left') : null;
    const value = field(node, 'right');
    return left && value && script.declarations.resolve(left) === declaration ? [value] : [];
  });
}

function fromModule(module: string): Origin {
  return ARGUMENT_PARSERS.test(module) ? { kind: 'argument' } : { kind: 'module', module };
}

function operatorOf(script: Script, left: SyntaxNode, right: SyntaxNode): string {
  return script.text.slice(left.end, right.start).trim();
}

function followDeclaration(script: Script, found: Declaration, via: Via, hops: number): Origin {
  const { from } = found;
  if (found.kind === 'import') {
    return fromModule(stringValue(script.tree, from?.source ?? null) ?? '');
  }
  if (found.kind === 'loop') return { kind: 'list' };
  if (found.kind === 'parameter') return followParameter(script, found, hops);
  if (from?.source && from.property !== null) {
    const origin = propertyOf(script, from.source, from.property, hops);
    return origin.kind === 'unknown' && found.value
      ? follow(script, found.value, 'property', found, hops)
      : origin;
  }
  if (!found.value) return UNKNOWN;
  const module = requiredModule(script, found.value);
  if (module !== null) return fromModule(module);
  return follow(script, found.value, via === 'property' ? via : 'variable', found, hops);
}

/** A parameter's value: its default, or what the only caller in this file gives. */
function followParameter(script: Script, found: Declaration, hops: number): Origin {
  const owner = found.node;
  const call = owner.parent?.type === 'arguments' ? owner.parent.parent : null;
  const callee = field(call, 'function');
  if (callee && /\.(forEach|map|flatMap|reduce)$/.test(textOf(script.tree, callee))) return { kind: 'list' };

  const index = parameterIndex(owner, found.identifier);
  const given = callsOf(script, owner)
    .map((caller) => argumentAt(caller, index))
    .filter((argument) => argument !== null);
  if (given.length > 1) {
    const texts = new Set(given.map((argument) => textOf(script.tree, argument)));
    if (texts.size > 1) return { kind: 'list' };
  }
  const property = found.from?.property ?? null;
  if (given[0]) {
    const origin =
      property === null
        ? follow(script, given[0], 'property', null, hops)
        : propertyOf(script, given[0], property, hops);
    if (origin.kind !== 'unknown') return origin;
  }
  return found.value ? follow(script, found.value, 'property', found, hops) : UNKNOWN;
}

/** Null where a spread list before it moves it to a place that is not known. */
function argumentAt(call: SyntaxNode, index: number): SyntaxNode | null {
  const args = parts(field(call, 'arguments')).slice(0, index + 1);
  return args.some((argument) => argument.type === 'spread_element') ? null : (args[index] ?? null);
}

function parameterIndex(owner: SyntaxNode, identifier: SyntaxNode): number {
  const list = parts(field(owner, 'parameters')).filter((part) => part.type !== 'this');
  const index = list.findIndex(
    (parameter) => parameter.start <= identifier.start && identifier.end <= parameter.end,
  );
  return Math.max(0, index);
}

/** The calls, in this file, of a function by its name. */
export function callsOf(script: Script, owner: SyntaxNode): SyntaxNode[] {
  const holder = owner.parent?.type === 'variable_declarator' ? owner.parent : owner;
  const name = field(holder, 'name');
  if (!name) return [];
  const wanted = textOf(script.tree, name);
  return script.nodes.filter((node) => {
    if (node.type !== 'call_expression' && node.type !== 'new_expression') return false;
    const callee = field(node, 'function') ?? field(node, 'constructor');
    if (!callee) return false;
    const called = textOf(script.tree, field(callee, 'property') ?? callee);
    return called === wanted || (wanted === 'constructor' && called === className(script, owner));
  });
}

function className(script: Script, member: SyntaxNode): string | null {
  for (const ancestor of ancestors(member)) {
    const name = ancestor.type.startsWith('class') ? field(ancestor, 'name') : null;
    if (name) return textOf(script.tree, name);
  }
  return null;
}

function followMember(script: Script, node: SyntaxNode, hops: number): Origin {
  if (readsCommandLine(script, node)) return { kind: 'argument' };
  const object = field(node, 'object');
  const property = field(node, 'property');
  if (!object || !property) return UNKNOWN;
  return propertyOf(script, object, textOf(script.tree, property), hops);
}

/** The value of `object.property`. */
function propertyOf(script: Script, object: SyntaxNode, property: string, hops: number): Origin {
  const target = unwrap(object);
  if (hops > MAX_HOPS) return UNKNOWN;
  if (target.type === 'this') {
    const body = ancestorOf(target, (ancestor) => ancestor.type === 'class_body');
    return body ? followField(script, body, property, hops) : UNKNOWN;
  }
  const named = target.type === 'identifier' ? script.declarations.resolve(target) : null;
  const classBody = named?.kind === 'class' ? field(named.node, 'body') : null;
  if (classBody) return followField(script, classBody, property, hops);
  const module = requiredModule(script, target);
  if (module !== null) return fromModule(module);
  const origin = follow(script, target, 'variable', null, hops + 1);
  if (origin.kind !== 'value') return origin;
  if (parsesCommandLine(script, origin.node)) return { kind: 'argument' };
  if (origin.node.type !== 'object') return UNKNOWN;
  for (const part of parts(origin.node)) {
    if (part.type === 'pair') {
      const key = field(part, 'key');
      const value = field(part, 'value');
      if (key && value && textOf(script.tree, key).replace(/['"]/g, '') === property) {
        return follow(script, value, 'property', null, hops + 1);
      }
    } else if (part.type === 'shorthand_property_identifier' && textOf(script.tree, part) === property) {
      return follow(script, part, 'property', null, hops + 1);
    }
  }
  return UNKNOWN;
}

/** `this.property` or `Class.property`: the class field, or what a method assigns to it. */
function followField(script: Script, body: SyntaxNode, property: string, hops: number): Origin {
  for (const member of parts(body)) {
    const name = field(member, 'property') ?? field(member, 'name');
    const value = field(member, 'value');
    if (name && value && textOf(script.tree, name) === property) {
      return follow(script, value, 'property', null, hops + 1);
    }
  }
  const assignment = script.nodes.find(
    (node) =>
      node.type === 'assignment_expression' &&
      node.start >= body.start &&
      node.end <= body.end &&
      textOf(script.tree, field(node, 'left') ?? node) === `this.${property}`,
  );
  const right = field(assignment, 'right');
  if (right) return follow(script, right, 'property', null, hops + 1);
  return followParameterProperty(script, body, property, hops);
}

/** TypeScript's `constructor(private lr = 0.01)`. */
function followParameterProperty(script: Script, body: SyntaxNode, property: string, hops: number): Origin {
  const owner = parts(body).find(
    (member) =>
      member.type === 'method_definition' &&
      textOf(script.tree, field(member, 'name') ?? member) === 'constructor',
  );
  const found = owner && script.declarations.named(property).find((candidate) => candidate.node === owner);
  return found ? followParameter(script, found, hops + 1) : UNKNOWN;
}

/** What a function of this file returns, if it has one way to return. */
function returnedBy(script: Script, call: SyntaxNode): SyntaxNode | null {
  const values = valuesReturned(script, call);
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** All that a function of this file may return; empty for calls of others. */
export function valuesReturned(script: Script, call: SyntaxNode): (SyntaxNode | null)[] {
  const callee = field(call, 'function');
  const owner = callee?.type === 'identifier' ? script.declarations.resolve(callee) : null;
  const definition = owner?.kind === 'function' ? owner.node : owner?.value;
  if (!definition || !isFunction(definition)) return [];
  const body = field(definition, 'body');
  if (!body) return [];
  if (body.type !== 'statement_block') return [body];
  const returns = walk(body).filter((node) => node.type === 'return_statement');
  return returns
    .filter((node) => enclosingFunction(node) === definition)
    .map((node) => parts(node)[0] ?? null);
}

/** The module that `require('…')` or `await import('…')` names. */
function requiredModule(script: Script, node: SyntaxNode): string | null {
  const call = unwrap(node);
  const callee = field(call, 'function');
  if (call.type !== 'call_expression' || !callee) return null;
  if (!/^(require|import)$/.test(textOf(script.tree, callee))) return null;
  return stringValue(script.tree, parts(field(call, 'arguments'))[0] ?? null);
}

function readsCommandLine(script: Script, node: SyntaxNode): boolean {
  return /\bprocess\.(argv|env)\b/.test(textOf(script.tree, node));
}

/** Calls such as `parser.parse_args()`, `minimist(process.argv)`, `yargs(…).argv`, `program.opts()`. */
function parsesCommandLine(script: Script, node: SyntaxNode): boolean {
  const text = textOf(script.tree, node);
  return (
    /\bprocess\.argv\b|\byargs\b|\bminimist\b|\bparseArgs\b|\bcommand(er|LineArgs)\b/.test(text) ||
    (node.type === 'call_expression' &&
      /\.(parse_args|parseArgs|parse_known_args|parse|opts)\(.*\)$/s.test(text)) ||
    (node.type === 'member_expression' && /\.(argv|argvs)$/.test(text))
  );
}

function enclosingFunction(node: SyntaxNode): SyntaxNode | null {
  return ancestorOf(node, isFunction);
}
