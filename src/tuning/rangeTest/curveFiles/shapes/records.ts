/** One object a step: lists of points, Hugging Face's `log_history`, JSON Lines, pandas' `records` and `table`. */
import { isObject, isScalar, isSensible, type Table } from '../table';

/** `metrics.train.loss` is as deep as loggers go. */
const DEEPEST = 4;

/** Null where the value is no list of objects that hold numbers. */
export function recordsTable(value: unknown, fileName: string, place = pointOf(fileName)): Table | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return null;
  const columns = new Map<string, unknown[]>();
  value.forEach((record, row) => {
    for (const [name, cell] of flat(record)) {
      const cells = columns.get(name) ?? [];
      if (cells.length === 0) columns.set(name, cells);
      cells[row] = cell;
    }
  });
  const rows = value.length;
  if (!isSensible(columns.size, rows)) return null;
  return {
    fileName,
    columns: [...columns].map(([name, cells]) => ({
      name,
      cells: Array.from({ length: rows }, (_, i) => cells[i]),
    })),
    place,
  };
}

function pointOf(fileName: string): (row: number) => string {
  return (row) => `${fileName}, point ${row + 1}`;
}

/** Nested objects by the path to each value. */
function flat(record: Record<string, unknown>, path = '', depth = 0): [string, unknown][] {
  return Object.entries(record).flatMap(([name, value]): [string, unknown][] => {
    const here = path === '' ? name : `${path}.${name}`;
    if (!isObject(value)) return [[here, value]];
    if (Object.keys(value).length === 0) return [[here, value]];
    return depth < DEEPEST ? flat(value, here, depth + 1) : [];
  });
}

/** A list whose items are series and not single values: several ramps, one object each. */
export function holdsSeries(record: Record<string, unknown>): boolean {
  return Object.values(record).some(
    (value) => Array.isArray(value) && value.length > 8 && value.every(isScalar),
  );
}
