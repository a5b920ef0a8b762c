/** The numbers of an inserted schedule, each a constant of its own. */
import type { SyntaxNode } from '../syntax';
import { numberValue } from './nodes';
import type { Binding } from './scope';
import type { Script } from './script';

/** One number of a schedule, a constant of its own. */
export interface InsertedNumber {
  value: number;
  /** The number in the source. */
  node: SyntaxNode;
  binding: Binding;
}

export function numberOf(bindings: readonly Binding[], script: Script): InsertedNumber | undefined {
  const [binding] = bindings;
  const node = bindings.length === 1 ? binding?.value : null;
  const value = node ? numberValue(script.tree, node) : null;
  return binding && node && value !== null ? { value, node, binding } : undefined;
}
