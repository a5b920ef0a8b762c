/** What pandas' `to_json` writes, in those of its orients that are neither lists of objects nor objects of lists. */
import { headlessTable } from './headless';
import { recordsTable } from './records';
import { isObject, isScalar, isSensible, type Table } from '../table';

/** `split`: names and rows apart. */
export function splitTable(value: unknown, fileName: string): Table | null {
  if (!isObject(value)) return null;
  const { columns, data } = value;
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return null;
  return {
    fileName,
    columns: columns.map((name, column) => ({
      name: String(isScalar(name) ? name : column),
      cells: data.map((row: unknown[]) => row[column]),
    })),
    place: (row) => `${fileName}, row ${row + 1}`,
  };
}

/** `columns`, the usual one: one object a column, its keys the rows. */
export function columnsTable(value: unknown, fileName: string): Table | null {
  const columns = objectsOfScalars(value);
  if (!columns) return null;
  const rows = [...new Set(columns.flatMap(([, cells]) => Object.keys(cells)))];
  if (!isSensible(columns.length, rows.length)) return null;
  return {
    fileName,
    columns: columns.map(([name, cells]) => ({ name, cells: rows.map((row) => cells[row]) })),
    place: (row) => `${fileName}, row ${rows[row] ?? ''}`,
  };
}

/** `index`: one object a row. */
export function indexTable(value: unknown, fileName: string): Table | null {
  const rows = objectsOfScalars(value);
  if (!rows) return null;
  return recordsTable(
    rows.map(([, cells]) => cells),
    fileName,
    (row) => `${fileName}, row ${rows[row]?.[0] ?? ''}`,
  );
}

/** `values`: rows without names. */
export function valuesTable(value: unknown, fileName: string): Table | null {
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row) && row.every(isScalar))) return null;
  return headlessTable(
    value.map((cells: unknown[], i) => ({ line: i + 1, cells })),
    fileName,
  );
}

function objectsOfScalars(value: unknown): [string, Record<string, unknown>][] | null {
  if (!isObject(value)) return null;
  const entries = Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] =>
    isObject(entry[1]),
  );
  const whole = entries.length > 1 && entries.length === Object.keys(value).length;
  return whole && entries.every(([, inner]) => Object.values(inner).every(isScalar)) ? entries : null;
}
