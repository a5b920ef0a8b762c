/** Parameter groups with rates of their own, and the ratios between these. */
import { parts, type SyntaxNode } from '../../syntax';
import type { RateSite } from '../../types';
import { argumentsOf, numberValue, operationOf, textOf, unwrap } from '../nodes';
import type { Script } from '../script';
import { trace } from './trace';
import { entryOf } from './values';

export interface GroupRates {
  /** Of each group, over the largest; null where all have one rate. */
  ratios: number[] | null;
  /** The optimizer's own rate, over the largest. */
  baseRatio: number;
  /** Where the numbers stand of groups with a rate of their own, not one that is reckoned from the optimizer's. */
  own: { node: SyntaxNode; ratio: number }[];
  /** Whether the ratios cannot be told. */
  unknown: boolean;
}

/** An optimizer with the rate that it is given. */
interface Given {
  /** The call that makes it. */
  creation: SyntaxNode;
  /** The expression that hands the rate over; null where there is none. */
  argument: SyntaxNode | null;
  site: Pick<RateSite, 'value'>;
}

const ONE: GroupRates = { ratios: null, baseRatio: 1, own: [], unknown: false };
const UNKNOWN: GroupRates = { ...ONE, unknown: true };

export function groupRates(script: Script, { creation, argument, site }: Given): GroupRates {
  const given = parametersOf(script, creation);
  const list = given && listOf(script, given);
  if (!list) return given && /['"]lr['"]\s*:/.test(textOf(script.tree, given)) ? UNKNOWN : ONE;
  if (list.type !== 'list') return /['"]lr['"]\s*:|\blr\s*=/.test(textOf(script.tree, list)) ? UNKNOWN : ONE;
  const groups = parts(list).map((group) => rateEntry(script, group));
  if (groups.every((entry) => entry === null)) return ONE;

  const relative = groups.map((entry) =>
    entry === null ? 1 : relativeRate(script, entry, argument, site.value),
  );
  if (relative.some((ratio) => ratio === null || !(ratio > 0))) return UNKNOWN;
  const known = relative.filter((ratio) => ratio !== null);
  const largest = Math.max(...known);
  const ratios = known.map((ratio) => rounded(ratio / largest));
  const own = groups.flatMap((entry, index) => {
    const node = entry && numberOf(script, entry, argument);
    const ratio = ratios[index];
    return node && ratio !== undefined ? [{ node, ratio }] : [];
  });
  const equal = ratios.every((ratio) => ratio === 1);
  return { ratios: equal ? null : ratios, baseRatio: rounded(1 / largest), own, unknown: false };
}

/** The largest rate among groups that all have their own, so that the optimizer's default does not count. */
export function largestOfGroups(script: Script, creation: SyntaxNode): SyntaxNode | null {
  const given = parametersOf(script, creation);
  const list = given && listOf(script, given);
  if (list?.type !== 'list') return null;
  let largest: { entry: SyntaxNode; value: number } | null = null;
  for (const group of parts(list)) {
    const entry = rateEntry(script, group);
    const value = entry && valueOf(script, entry);
    if (!entry || value === null) return null;
    if (largest === null || value > largest.value) largest = { entry, value };
  }
  return largest?.entry ?? null;
}

function parametersOf(script: Script, creation: SyntaxNode): SyntaxNode | undefined {
  const { positional, keywords } = argumentsOf(script.tree, creation);
  return positional[0] ?? keywords.get('params');
}

/** Where a group's own number is written; null where it is reckoned from the optimizer's rate. */
function numberOf(script: Script, entry: SyntaxNode, argument: SyntaxNode | null): SyntaxNode | null {
  const base = argument && trace(script, argument);
  const origin = trace(script, entry);
  if (origin.kind !== 'number' || origin.scaled) return null;
  return base?.kind === 'number' && base.node === origin.node ? null : origin.node;
}

function valueOf(script: Script, entry: SyntaxNode): number | null {
  const origin = trace(script, entry);
  return origin.kind === 'number' && !origin.scaled ? origin.value : null;
}

/** The list of groups, through one variable. */
function listOf(script: Script, given: SyntaxNode): SyntaxNode | null {
  const node = unwrap(given);
  if (/^list(_comprehension)?$/.test(node.type)) return node;
  const bindings = node.type === 'identifier' ? script.scopes.resolve(node) : [];
  const value = bindings.length === 1 ? bindings[0]?.value : null;
  return value && /^list(_comprehension)?$/.test(value.type) ? value : null;
}

function rateEntry(script: Script, group: SyntaxNode): SyntaxNode | null {
  if (group.type === 'dictionary') return entryOf(script, group, 'lr');
  return group.type === 'call' ? (argumentsOf(script.tree, group).keywords.get('lr') ?? null) : null;
}

/** A group's rate over the optimizer's: a number, or the optimizer's own expression times a number. */
function relativeRate(
  script: Script,
  entry: SyntaxNode,
  argument: SyntaxNode | null,
  base: number | null,
): number | null {
  const { tree } = script;
  const text = argument && textOf(tree, argument);
  if (text === textOf(tree, entry)) return 1;
  const operation = operationOf(tree, unwrap(entry));
  if (operation && text !== null) {
    const { left, operator, right } = operation;
    const factor = numberValue(tree, textOf(tree, left) === text ? right : left);
    const isRight = textOf(tree, right) === text;
    if (factor !== null && (textOf(tree, left) === text || isRight)) {
      if (operator === '*') return factor;
      if (operator === '/' && !isRight) return 1 / factor;
    }
  }
  const value = valueOf(script, entry);
  // Without a rate of the optimizer's own every group has one, and any of them can be the measure.
  return value === null ? null : value / (base ?? 1);
}

function rounded(ratio: number): number {
  return Number(ratio.toPrecision(6));
}
