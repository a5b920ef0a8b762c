/** One series a file, as TensorBoard exports it: CSV with `Wall time,Step,Value`, or JSON with the same three. */
import { isScalar, namesOf, type Table } from '../table';

/** Names the value after the tag in the file's name, `run-NAME-tag-TAG.csv`, else after the file. */
export function namedByFile(table: Table): Table {
  const names = namesOf(table).map((name) => name.toLowerCase());
  const isSeries =
    names.length === 3 && names.includes('wall time') && names.includes('step') && names.includes('value');
  if (!isSeries) return table;
  const columns = table.columns.map(({ name, cells }) => ({
    name: name.toLowerCase() === 'value' ? tagIn(table.fileName) : name,
    cells,
  }));
  return { ...table, columns };
}

/** Null where the rows are not each a time in seconds since 1970, a step and a value. */
export function seriesTable(value: unknown, fileName: string): Table | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const isRow = (row: unknown) =>
    Array.isArray(row) &&
    row.length === 3 &&
    row.every(isScalar) &&
    Number(row[0]) > 1e8 &&
    Number.isInteger(row[1]);
  if (!value.every(isRow)) return null;
  const names = ['Wall time', 'Step', tagIn(fileName)];
  return {
    fileName,
    columns: names.map((name, column) => ({ name, cells: value.map((row: unknown[]) => row[column]) })),
    place: (row) => `${fileName}, row ${row + 1}`,
  };
}

function tagIn(fileName: string): string {
  const file = fileName.split(/[\\/]/).at(-1) ?? fileName;
  const name = file.replace(/\.(?:csv|json|txt)$/i, '');
  const tag = name.lastIndexOf('tag-');
  return tag < 0 ? name : name.slice(tag + 4);
}
