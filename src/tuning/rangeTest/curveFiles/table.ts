/** What every shape of file is brought to: named columns of cells as they were written. */
export interface Column {
  readonly name: string;
  /** Text from CSV, anything from JSON; undefined where the file has none. */
  readonly cells: readonly unknown[];
}

export interface Table {
  /** For errors and notes. */
  readonly fileName: string;
  readonly columns: readonly Column[];
  /** Where a row stands in the file, in the user's words. */
  readonly place: (row: number) => string;
  /** What was left out or taken for something, in sentences. */
  readonly notes?: readonly string[];
}

export function rowCount(table: Table): number {
  return table.columns.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

export function namesOf(table: Table): string[] {
  return table.columns.map(({ name }) => name);
}

/** "a, b and 3 more", each in quotes. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

/** Rows and columns that each differ would take their product in cells; no log has as many. */
const MOST_CELLS = 50_000_000;

export function isSensible(columns: number, rows: number): boolean {
  return columns * rows <= MOST_CELLS;
}

/** What a JSON value is, for a refusal. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}, each ${kindOf(value[0])}`;
  }
  const names = isObject(value) ? Object.keys(value) : [];
  return names.length > 0 ? `an object with ${listNames(names)}` : kindOf(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : value === null ? 'null' : `a ${typeof value}`;
}

export const HOW_TO = 'Give one row per step, with the columns lr, loss and, if there is one, accuracy.';
