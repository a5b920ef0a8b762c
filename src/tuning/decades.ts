/** Powers of ten on a log axis. */

/** A rate that lies on a power of ten but for rounding counts as on it. */
const ROUNDING = 1e-9;

/**
 * The whole numbers p with 10^p from `min` to `max`, both included; none where a log axis cannot show the range.
 * Doubles span 633 powers of ten, so whatever a file holds, there are no more.
 */
export function decadesWithin(min: number, max: number): number[] {
  if (!(min > 0 && max >= min && Number.isFinite(max))) return [];
  const first = Math.ceil(Math.log10(min) - ROUNDING);
  const last = Math.floor(Math.log10(max) + ROUNDING);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** Every n-th decade gets a label, so that no more than `most` do. */
export function labelledEvery(decades: number, most: number): number {
  return Math.max(1, Math.ceil(decades / most));
}

/** Where a rate lies on a log axis: 0 at `min`, 1 at `max`. Of logarithms, since the ratio of doubles may overflow. */
export function logShare(rate: number, min: number, max: number): number {
  const span = Math.log(max) - Math.log(min);
  return span > 0 ? (Math.log(rate) - Math.log(min)) / span : 0;
}
