/** Middle value; the mean of the two middle ones where the count is even. NaN for none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Quantile by linear interpolation between order statistics. NaN for no values. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = new Float64Array(values).sort();
  if (sorted.length === 0) return NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** Median on a log scale, as rates are compared; null for none. */
export function medianRate(rates: readonly number[]): number | null {
  return rates.length === 0 ? null : 10 ** median(rates.map(Math.log10));
}

/** Population standard deviation. */
export function standardDeviation(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Distance of two rates in decades (powers of ten). */
export function decadesBetween(a: number, b: number): number {
  return Math.abs(Math.log10(b / a));
}

/** Index of the smallest value, the first of equals. */
export function indexOfMinimum(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if ((values[i] as number) < (values[best] as number)) best = i;
  return best;
}

/** Small seeded generator (mulberry32): the same seed gives the same band. Numbers in [0, 1). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Median of the rates that are there; null unless most are. */
export function middle(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((rate) => rate !== null && rate > 0) as number[];
  return known.length * 2 > rates.length ? medianRate(known) : null;
}
