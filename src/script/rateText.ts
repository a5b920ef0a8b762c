/** Whatever a person sets is written as set; only what floating point leaves behind (0.30000000000000004) is not. */
const SIGNIFICANT_DIGITS = 12;

/** A rate as people write it in code: 0.0012, 1e-5, 10. */
export function rateText(lr: number): string {
  const rounded = Number(lr.toPrecision(SIGNIFICANT_DIGITS));
  return rounded >= 1e-4 && rounded < 1e6 ? String(rounded) : rounded.toExponential().replace('+', '');
}
