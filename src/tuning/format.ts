/** Rates and counts as people and source code show them. */

/** Digits that a rate deserves: a range test does not know more. */
const SIGNIFICANT_DIGITS = 2;
/** What a person sets is kept as set; only what floating point leaves behind (0.30000000000000004) is not. */
const DIGITS_OF_GIVEN_RATES = 12;

/** Rounds to two significant digits. */
export function roundRate(lr: number): number {
  return Number(lr.toPrecision(SIGNIFICANT_DIGITS));
}

/** Bounds that a range test found, as they are offered, shown and written: rounded, since it knows no more digits. */
export function roundBounds({ baseLR, maxLR }: { baseLR: number; maxLR: number }): {
  baseLR: number;
  maxLR: number;
} {
  return { baseLR: roundRate(baseLR), maxLR: roundRate(maxLR) };
}

/** A measured rate as text, rounded. */
export function formatRate(lr: number): string {
  return rateText(roundRate(lr));
}

/** A rate as it stands, as people write it in code: 0.00012 from a ten-thousandth up, 5e-5 below. */
export function rateText(lr: number): string {
  const exact = Number(lr.toPrecision(DIGITS_OF_GIVEN_RATES));
  if (!Number.isFinite(exact)) return String(lr);
  const size = Math.abs(exact);
  return size === 0 || (size >= 1e-4 && size < 1e6) ? String(exact) : exact.toExponential().replace('+', '');
}

/** A small count as a word. */
export function inWords(count: number): string {
  return (
    ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count)
  );
}
