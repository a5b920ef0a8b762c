/** Rates as people and source code show them. */

/** Digits that a rate deserves: a range test does not know more. */
const SIGNIFICANT_DIGITS = 2;

/** Rounds to two significant digits. */
export function roundRate(lr: number): number {
  return Number(lr.toPrecision(SIGNIFICANT_DIGITS));
}

/** A rounded rate as text: 0.00012 from a ten-thousandth up, 5e-5 below. */
export function formatRate(lr: number): string {
  const rounded = roundRate(lr);
  if (!Number.isFinite(rounded)) return String(lr);
  const size = Math.abs(rounded);
  return size === 0 || (size >= 1e-4 && size < 1e6) ? String(rounded) : rounded.toExponential();
}
