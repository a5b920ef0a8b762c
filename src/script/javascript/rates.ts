/** Where the script names the learning rate of each of its optimizers. */
import { ancestors, DEEPEST_ARITHMETIC, field, parts, type SyntaxNode, walk } from '../syntax';
import { onePerPlace } from '../places';
import type { RateKind, RateSite, TextRange } from '../types';
import { factsOf, isOptimizer } from './optimizers';
import { stringValue, textOf, unwrap } from './scope';
import type { Script } from './script';
import { assignedLater, type Origin, trace, UNKNOWN, valuesReturned } from './trace';

/** The expression that makes an optimizer, or names it in `compile`. */
export interface OptimizerUse {
  optimizer: SyntaxNode;
  /** The `compile` call, where the optimizer is named in one. */
  compile: SyntaxNode | null;
}

/** The place of a rate and the optimizer that takes it. */
export interface FoundRate extends OptimizerUse {
  site: RateSite;
  /** Further optimizers that take their rate from the same place. */
  sharers: FoundRate[];
  /** Where the rate comes from in another file. */
  module: string | null;
}

export function findRates(script: Script): FoundRate[] {
  const rates: FoundRate[] = [];
  for (const node of script.nodes) {
    const optimizer = createdOptimizer(script, node);
    if (optimizer !== null) rates.push(rateOfCreation(script, node, optimizer));
    const compiled = optimizerInCompile(script, node);
    if (compiled) {
      const named = rateOfNamed(script, node, compiled);
      if (named) rates.push(named);
    }
  }
  return onePerPlace(rates);
}

/** The optimizer that a `tf.train.x(…)` or `new tf.XOptimizer(…)` makes; empty where it is chosen at run time. */
function createdOptimizer(script: Script, node: SyntaxNode): string | null {
  if (node.type === 'new_expression') return constructedOptimizer(script, field(node, 'constructor'));
  if (node.type !== 'call_expression') return null;
  const callee = field(node, 'function');
  if (callee?.type === 'member_expression') {
    const object = field(callee, 'object');
    const name = textOf(script.tree, field(callee, 'property') ?? callee);
    return object && isOptimizer(name) && isTrain(script, object) ? name : null;
  }
  if (callee?.type === 'subscript_expression') {
    const object = field(callee, 'object');
    return object && isTrain(script, object) ? '' : null;
  }
  if (callee?.type === 'identifier') {
    const declaration = script.declarations.resolve(callee);
    const property = declaration?.from?.property ?? '';
    const source = declaration?.from?.source;
    return source && isOptimizer(property) && isTrain(script, source) ? property : null;
  }
  return null;
}

/** `tf.AdamOptimizer`, or a class of this file that extends it and takes the rate first as well. */
function constructedOptimizer(script: Script, name: SyntaxNode | null): string | null {
  if (!name) return null;
  const optimizer = optimizerOfClass(textOf(script.tree, name));
  if (isOptimizer(optimizer)) return optimizer;
  const found = name.type === 'identifier' ? script.declarations.resolve(name) : null;
  const base = found?.kind === 'class' && /\bextends\s+([\w$.]+)/.exec(textOf(script.tree, found.node));
  if (!base || !/Optimizer$/.test(base[1] ?? '')) return null;
  const own = /\bconstructor\s*\(\s*(?:(?:private|public|protected|readonly)\s+)*([\w$]+)/.exec(
    textOf(script.tree, found.node),
  );
  if (own && !/^(lr|learning_?rate|rate)$/i.test(own[1] ?? '')) return null;
  const known = optimizerOfClass(base[1] ?? '');
  return isOptimizer(known) ? known : '';
}

/** `adam` for `tf.AdamOptimizer`. */
function optimizerOfClass(className: string): string {
  return /(?:^|\.)(\w+)Optimizer$/.exec(className)?.[1]?.toLowerCase() ?? '';
}

/** `tf.train`, or `train` taken from TensorFlow.js. */
function isTrain(script: Script, node: SyntaxNode): boolean {
  if (node.type === 'member_expression') {
    return textOf(script.tree, field(node, 'property') ?? node) === 'train';
  }
  const name = textOf(script.tree, node);
  return (
    node.type === 'identifier' &&
    script.tensorflow.imports.some(({ members }) => members.get('train') === name)
  );
}

function rateOfCreation(script: Script, creation: SyntaxNode, optimizer: string): FoundRate {
  const argument = parts(field(creation, 'arguments'))[0];
  const compile = compileAround(script, creation);
  if (!argument || textOf(script.tree, argument) === 'undefined') {
    const value = factsOf(optimizer)?.ownRate ?? null;
    const label =
      value === null ? `${optimizer || 'optimizer'} without a rate` : `${optimizer} default ${value}`;
    const site = siteAt(argument ?? creation, 'default', optimizer, value, label);
    return { site, optimizer: creation, compile, sharers: [], module: null };
  }
  const { site, module } = siteOfOrigin(script, argument, trace(script, argument), optimizer);
  return { site, optimizer: creation, compile, sharers: [], module };
}

function siteOfOrigin(
  script: Script,
  argument: SyntaxNode,
  origin: Origin,
  optimizer: string,
): { site: RateSite; module: string | null } {
  const text = textOf(script.tree, argument);
  const at = (kind: RateKind, label: string, module: string | null = null) => ({
    site: siteAt(argument, kind, optimizer, null, label),
    module,
  });
  switch (origin.kind) {
    case 'argument':
      return at('argument', `${text} from the command line`);
    case 'module':
      return at('elsewhere', `${text} from ${origin.module}`, origin.module);
    case 'list':
      return at('search', `${text} from a list`);
    case 'unknown':
      return at('elsewhere', text);
    case 'value': {
      if (origin.node.type === 'array') return at('search', `${text} from a list`);
      const value = numberValue(script, origin.node);
      if (value === null) return at('elsewhere', text);
      const kind = { direct: 'literal', variable: 'constant', property: 'config' } as const;
      const label = origin.via === 'direct' ? `${optimizer}(${text})` : `${text} = ${value}`;
      return { site: siteAt(origin.node, kind[origin.via], optimizer, value, label), module: null };
    }
  }
}

/** The `optimizer` that a `compile({ … })` call is given. */
export function optimizerInCompile(script: Script, node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'call_expression') return null;
  const callee = field(node, 'function');
  if (callee?.type !== 'member_expression') return null;
  if (textOf(script.tree, field(callee, 'property') ?? callee) !== 'compile') return null;
  const argument = parts(field(node, 'arguments'))[0];
  if (!argument) return null;
  const origin = trace(script, argument);
  const config = origin.kind === 'value' ? origin.node : unwrap(argument);
  for (const part of parts(config)) {
    const key = field(part, 'key');
    if (key && textOf(script.tree, key).replace(/['"]/g, '') === 'optimizer') return field(part, 'value');
    if (part.type === 'shorthand_property_identifier' && textOf(script.tree, part) === 'optimizer')
      return part;
  }
  return null;
}

/** A rate for an optimizer that is given by name, chosen from a list or made elsewhere; else null. */
function rateOfNamed(script: Script, compile: SyntaxNode, given: SyntaxNode): FoundRate | null {
  const declaration = script.declarations.resolve(unwrap(given));
  const later = declaration ? assignedLater(script, declaration) : [];
  const own = declaration?.kind === 'variable' && !declaration.from ? declaration.value : null;
  // Its rates are found where it is made.
  if ([given, own, ...later].some((value) => value && makesOptimizer(script, value))) return null;
  const origin = later.length > 0 ? UNKNOWN : trace(script, given);
  const text = textOf(script.tree, given);
  const found = (site: RateSite, module: string | null = null) => ({
    site,
    optimizer: given,
    compile,
    sharers: [],
    module,
  });
  switch (origin.kind) {
    case 'value': {
      const name = stringValue(script.tree, origin.node);
      if (name === null) {
        return origin.node.type === 'object' ? null : found(siteAt(given, 'elsewhere', '', null, text));
      }
      const place = namedPlace(script, given, origin);
      const value = factsOf(name)?.namedRate ?? null;
      return found(
        siteAt(place, 'name', name, value, value === null ? `'${name}'` : `'${name}', rate ${value}`),
      );
    }
    case 'argument':
      return found(siteAt(given, 'argument', '', null, `${text} from the command line`));
    case 'list':
      return found(siteAt(given, 'search', '', null, `${text} from a list`));
    case 'module':
      return found(siteAt(given, 'elsewhere', '', null, `${text} from ${origin.module}`), origin.module);
    case 'unknown':
      return found(siteAt(given, 'elsewhere', '', null, text));
  }
}

function makesOptimizer(script: Script, value: SyntaxNode): boolean {
  const origin = trace(script, value);
  const reached = origin.kind === 'value' ? [value, origin.node] : [unwrap(value)];
  return reached
    .flatMap((node) => [node, ...valuesReturned(script, node)])
    .some((node) => node && walk(node).some((inner) => createdOptimizer(script, inner) !== null));
}

/** The string itself, unless its variable is typed or used for more, so that it must stay a string. */
function namedPlace(
  script: Script,
  given: SyntaxNode,
  origin: Extract<Origin, { kind: 'value' }>,
): SyntaxNode {
  const { declaration, node } = origin;
  if (unwrap(given) === node || !declaration) return unwrap(given).type === 'identifier' ? given : node;
  const uses = script.nodes.filter(
    (other) =>
      (other.type === 'identifier' || other.type === 'shorthand_property_identifier') &&
      other !== declaration.identifier &&
      textOf(script.tree, other) === declaration.name,
  );
  return uses.length === 1 && !field(declaration.node, 'type') ? node : given;
}

function compileAround(script: Script, creation: SyntaxNode): SyntaxNode | null {
  for (const ancestor of ancestors(creation)) {
    const optimizer = optimizerInCompile(script, ancestor);
    if (optimizer && optimizer.start <= creation.start && creation.end <= optimizer.end) return ancestor;
    if (ancestor.type === 'statement_block') return null;
  }
  return null;
}

/** A number, or arithmetic on numbers such as `5 * 1e-3`; null for anything else, and for what nobody can read. */
export function numberValue(script: Script, node: SyntaxNode, depth = 0): number | null {
  if (node.type === 'number') return finite(Number(textOf(script.tree, node).replace(/_/g, '')));
  if (node.type !== 'binary_expression' || depth > DEEPEST_ARITHMETIC) return null;
  const left = field(node, 'left');
  const right = field(node, 'right');
  if (!left || !right) return null;
  const a = numberValue(script, unwrap(left), depth + 1);
  const b = numberValue(script, unwrap(right), depth + 1);
  if (a === null || b === null) return null;
  switch (script.text.slice(left.end, right.start).trim()) {
    case '*':
      return finite(a * b);
    case '/':
      return finite(a / b);
    case '**':
      return finite(a ** b);
    default:
      return null;
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function siteAt(
  place: SyntaxNode,
  kind: RateKind,
  optimizer: string,
  value: number | null,
  label: string,
): RateSite & TextRange {
  return { kind, optimizer, value, start: place.start, end: place.end, line: place.line, label };
}
