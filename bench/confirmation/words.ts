/** Numbers as the tables show them. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean. */
export function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Hundredths of a score. */
export function points(score: number): string {
  const text = (100 * score).toFixed(1);
  return text === '-0.0' ? '0.0' : text;
}

export function withError(scores: readonly number[]): string {
  return `${points(mean(scores))} ± ${points(standardError(scores))}`;
}

export function count(number: number): string {
  return number === 0 ? '' : String(number);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
