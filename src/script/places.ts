/** Where rates are written. */
import type { TextRange } from './types';

/** Several optimizers may share one constant: one place, at which the first stands for all. In the file's order. */
export function onePerPlace<T extends { site: TextRange; sharers: T[] }>(rates: readonly T[]): T[] {
  const byPlace = new Map<string, T>();
  for (const rate of rates) {
    const place = `${rate.site.start}:${rate.site.end}`;
    const first = byPlace.get(place);
    if (first) first.sharers.push(rate);
    else byPlace.set(place, rate);
  }
  return [...byPlace.values()].sort((a, b) => a.site.start - b.site.start);
}
