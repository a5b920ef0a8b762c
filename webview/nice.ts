/** The next number of the kind people put on axes. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((s) => s * power >= value * (1 - 1e-9)) ?? 10;
  return Math.min(Number((step * power).toPrecision(3)), Number.MAX_VALUE);
}
