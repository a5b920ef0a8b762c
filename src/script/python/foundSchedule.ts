/** A place of the script's own that changes a learning rate while it trains, and what goes with it. */
import type { SyntaxNode } from '../syntax';
import type { OwnSchedule } from '../types';
import { labelOf } from './nodes';
import type { Script } from './script';

export interface FoundSchedule {
  own: OwnSchedule;
  /** The statement that goes; null where the code is part of something larger. */
  statement: SyntaxNode | null;
  /** Elements of lists and arguments of calls that go in place of a statement. */
  elements: readonly SyntaxNode[];
  /** The assignment that names the scheduler, for its creation. */
  assignment: SyntaxNode | null;
  /** Whose rate it changes, as they are written there; none where that cannot be told. */
  optimizers: readonly SyntaxNode[];
  /** For a step: what makes the schedulers that it may step. */
  makers: readonly FoundSchedule[];
}

/** @param statement the statement that goes */
export function foundAt(
  script: Script,
  node: SyntaxNode,
  statement: SyntaxNode | null = null,
  optimizers: readonly SyntaxNode[] = [],
): FoundSchedule {
  const { start, end, line } = node;
  const own = { start, end, line, label: labelOf(script.tree, node), effective: true };
  return { own, statement, elements: [], assignment: null, optimizers, makers: [] };
}
