/** Where a schedule's functions and callback are declared. */
import { ancestors, contains, parts, type SyntaxNode } from '../../syntax';
import { Refusal } from '../../refusal';
import type { InsertedGroup } from '../inserted';
import { statementOf } from '../scope';
import { takesCallbacks } from '../training';
import type { Insertion } from './insertion';
import { type Gap, gapAfter, gapBefore, gapBelowImports } from './place';

/**
 * Below the imports. A callback class needs TensorFlow.js when it is declared: where that is loaded inside a function
 * the class goes there, or else into the function that trains.
 */
export function gapForSchedule(
  { script, imports, training }: Insertion,
  constants: InsertedGroup | null,
): Gap {
  const { source } = imports;
  const fits = training.filter(takesCallbacks);
  if (fits.length === 0 || !source || source.statement.parent === script.tree.root) {
    const gap = gapBelowImports(script, fits.length > 0 ? source : null);
    const last = constants?.numbers.maxLR && gapAfter(script, statementOf(constants.numbers.maxLR.node));
    return last && last.offset > gap.offset && last.scope === gap.scope ? last : gap;
  }
  const gap = gapBelowImports(script, source);
  if (fits.every(({ call }) => contains(gap.scope, call))) return gap;
  const bodies = new Set(fits.map(({ call }) => bodyAround(call)));
  const [body] = bodies;
  const first = body && parts(body).find((statement) => fits[0] && contains(statement, fits[0].call));
  if (bodies.size > 1 || !first) {
    throw new Refusal('TensorFlow.js is loaded inside one function and trains in several others.');
  }
  return gapBefore(script, first);
}

/** The block of the outermost function around the node. */
function bodyAround(node: SyntaxNode): SyntaxNode | null {
  return [...ancestors(node)].findLast((ancestor) => ancestor.type === 'statement_block') ?? null;
}
