/** Defaults of command-line options: argparse, click, typer and absl. */
import { parts, type SyntaxNode } from '../../syntax';
import { argumentsOf, calledName, stringValue } from '../nodes';
import type { Binding } from '../scope';
import type { Script } from '../script';

const PARSES =
  /^(parse_args|parse_known_args|parse_intermixed_args|parse_args_into_dataclasses|get_args|parse)$/;

/** Whether a call gives the parsed command line. */
export function isCommandLine(script: Script, call: SyntaxNode): boolean {
  return PARSES.test(calledName(script.tree, call));
}

/** The default of the one option of that name; `none` where it has none; null where there is no such option. */
export function commandLineDefault(script: Script, name: string): SyntaxNode | 'none' | null {
  const { tree } = script;
  const found: (SyntaxNode | 'none')[] = [];
  for (const call of script.calls) {
    const called = calledName(tree, call);
    const { positional, keywords } = argumentsOf(tree, call);
    if (called === 'add_argument' && destination(script, positional, keywords) === name) {
      found.push(keywords.get('default') ?? 'none');
    } else if (/^DEFINE_(float|integer)$/.test(called) && stringValue(tree, positional[0]) === name) {
      found.push(keywords.get('default') ?? positional[1] ?? 'none');
    } else if (called === 'set_defaults') {
      const value = keywords.get(name);
      if (value) found.push(value);
    }
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Where argparse puts an option's value: `dest`, else the first long name, else the first. */
function destination(
  { tree }: Script,
  positional: readonly SyntaxNode[],
  keywords: ReadonlyMap<string, SyntaxNode>,
): string | null {
  const given = stringValue(tree, keywords.get('dest'));
  if (given !== null) return given;
  const names = positional.flatMap((argument) => stringValue(tree, argument) ?? []);
  const name = names.find((candidate) => candidate.startsWith('--')) ?? names[0];
  return name?.replace(/^-+/, '').replace(/-/g, '_') ?? null;
}

/** The default that a decorator such as `@click.option("--lr", default=0.1)` gives a parameter. */
export function optionDefault(script: Script, parameter: Binding): SyntaxNode | 'none' | null {
  const around = parameter.scope.parent;
  if (around?.type !== 'decorated_definition') return null;
  for (const decorator of around.children.filter(({ type }) => type === 'decorator')) {
    const [call] = parts(decorator);
    if (call?.type !== 'call' || !/^(option|argument)$/.test(calledName(script.tree, call))) continue;
    const { positional, keywords } = argumentsOf(script.tree, call);
    const plain = positional.find((argument) => stringValue(script.tree, argument) === parameter.name);
    if (plain || destination(script, positional, keywords) === parameter.name) {
      return keywords.get('default') ?? 'none';
    }
  }
  return null;
}
