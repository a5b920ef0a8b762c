/** JSON has no NaN and no infinities. Between processes and in files they are strings; a page gets null instead. */

const NON_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

/** JSON in which a number that is not finite is a string. @param indent spaces a level; none writes one line */
export function toJson(value: unknown, indent?: number): string {
  const encode = (_: string, field: unknown): unknown =>
    typeof field === 'number' && !Number.isFinite(field) ? String(field) : field;
  return JSON.stringify(value, encode, indent);
}

/** A number as it came from `toJson`; null for anything else. */
export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NON_FINITE.has(value) ? Number(value) : null;
}

/** For pages, which draw a gap where there is no number. */
export function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
