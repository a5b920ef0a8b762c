/** One list a column: what ignite, Lightning's finder, fastai and a Keras history hold, as JSON. */
import { isObject, isScalar, type Column, type Table } from '../table';

/** Null where the object holds no list itself. @param deep whether lists of objects inside it count as well */
export function listsTable(value: unknown, fileName: string, deep = false): Table | null {
  if (!isObject(value)) return null;
  const columns = columnsIn(value, deep ? 5 : 0, '');
  if (columns.length === 0) return null;
  return { fileName, columns, place: (row) => `${fileName}, step ${row + 1}` };
}

function columnsIn(value: Record<string, unknown>, deeper: number, path: string): Column[] {
  return Object.entries(value).flatMap(([name, inner]): Column[] => {
    const here = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(inner)) return isColumn(inner) ? [{ name: here, cells: inner }] : [];
    return deeper > 0 && isObject(inner) ? columnsIn(inner, deeper - 1, here) : [];
  });
}

/** Values, or short lists of them: the rates of several parameter groups. */
function isColumn(list: readonly unknown[]): boolean {
  return list.every((cell) => isScalar(cell) || (Array.isArray(cell) && cell.every(isScalar)));
}
