/** A range test does not know more, and more would not be how people write a rate. */
const SIGNIFICANT_DIGITS = 3;

/** A rate as people write it in code: 0.0012, 1e-5, 10. */
export function rateText(lr: number): string {
  const rounded = Number(lr.toPrecision(SIGNIFICANT_DIGITS));
  return rounded >= 1e-4 && rounded < 1e6 ? String(rounded) : rounded.toExponential().replace('+', '');
}
