/** What a fixed rate leaves as it is where the script chooses among optimizers: only one of them is given it. */
import { areAlternatives } from './choice';
import type { SyntaxNode, SyntaxTree } from './syntax';
import type { RateSite } from './types';

/** The rates of optimizers that the script may make instead of the one with this rate. */
export function ratesInstead<T extends { sharers: T[] }>(
  tree: SyntaxTree,
  rate: T,
  rates: readonly T[],
  maker: (rate: T) => SyntaxNode,
): T[] {
  const makers = (one: T): SyntaxNode[] => [one, ...one.sharers].map(maker);
  return rates.filter(
    (other) =>
      other !== rate &&
      makers(rate).some((own) => makers(other).some((another) => areAlternatives(tree, own, another))),
  );
}

export function sayOtherRates(others: readonly { site: RateSite }[]): string {
  if (others.length === 0) return '';
  const lines = [...new Set(others.map(({ site }) => site.line + 1))];
  const where = `line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`;
  return others.length === 1
    ? ` The optimizer that the script may choose instead keeps its own rate, on ${where}.`
    : ` The optimizers that the script may choose instead keep their own rates, on ${where}.`;
}
