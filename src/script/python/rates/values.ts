/** What stands in a dictionary, in a call and behind a function's `return`. */
import { field, parts, type SyntaxNode } from '../../syntax';
import { argumentsOf, functionAround, stringValue } from '../nodes';
import type { Binding } from '../scope';
import { calledHere, classOf, type Script } from '../script';

export function entryOf(script: Script, dictionary: SyntaxNode, key: string): SyntaxNode | null {
  const pair = parts(dictionary).find((part) => stringValue(script.tree, field(part, 'key')) === key);
  return field(pair, 'value');
}

/** What the call gives for the parameter; null where it leaves it out or hands a list over. */
export function givenFor(script: Script, call: SyntaxNode, parameter: Binding): SyntaxNode | null {
  const { positional, keywords, all } = argumentsOf(script.tree, call);
  const named = keywords.get(parameter.name);
  if (named) return named;
  const list = parts(field(parameter.scope, 'parameters')).filter(
    (part) => part.type !== 'positional_separator',
  );
  const star = list.findIndex((part) => /^(list_splat_pattern|keyword_separator)$/.test(part.type));
  const own = list.indexOf(parameter.node);
  if (own < 0 || (star >= 0 && own > star)) return null;
  const owner = classOf(parameter.scope);
  const isStatic = /@staticmethod\b/.test(
    owner ? script.text.slice(parameter.scope.parent?.start ?? 0, parameter.scope.start) : '',
  );
  const index = owner && !isStatic ? own - 1 : own;
  const splat = all.findIndex((argument) => argument.type.endsWith('_splat'));
  return splat >= 0 && splat <= index ? null : (positional[index] ?? null);
}

/** What a function of this file returns, if it has one way to return. */
export function returnedBy(script: Script, call: SyntaxNode): SyntaxNode | null {
  const owner = calledHere(script, call);
  if (owner?.type !== 'function_definition') return null;
  const returns = script.nodes.filter(
    (node) => node.type === 'return_statement' && functionAround(node) === owner,
  );
  return returns.length === 1 ? (parts(returns[0])[0] ?? null) : null;
}

/** The rate in what `**options` hands over, where this file writes it out. */
export function handedBy(script: Script, splat: SyntaxNode): SyntaxNode[] {
  const bindings = splat.type === 'identifier' ? script.scopes.resolve(splat) : [];
  const value = bindings.length === 1 ? bindings[0]?.value : splat;
  const entry =
    value?.type === 'dictionary'
      ? entryOf(script, value, 'lr')
      : value?.type === 'call'
        ? (argumentsOf(script.tree, value).keywords.get('lr') ?? null)
        : null;
  return entry ? [entry] : [];
}
