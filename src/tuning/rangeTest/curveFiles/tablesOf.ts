/** Tries the shapes of files one after the other; the first that shows a rate and a loss is taken. */
import { chooseColumns, isComplete, isNamed, ROLES, type ColumnChoice } from './columns';
import { CurveError } from './curveError';
import { parseLooseJson } from './json';
import { csvTable } from './shapes/csv';
import { jsonLinesTable } from './shapes/jsonLines';
import { listsTable } from './shapes/lists';
import { columnsTable, indexTable, splitTable, valuesTable } from './shapes/pandas';
import { holdsSeries, recordsTable } from './shapes/records';
import { namedByFile, seriesTable } from './shapes/tensorBoard';
import { describe, HOW_TO, isObject, namesOf, type Table } from './table';

type JsonShape = (value: unknown, fileName: string) => Table | null;

/** Order matters where a value fits several: names before positions, columns before rows. */
const JSON_SHAPES: readonly JsonShape[] = [
  seriesTable,
  (value, fileName) => recordsTable(value, fileName),
  splitTable,
  (value, fileName) => listsTable(value, fileName),
  columnsTable,
  indexTable,
  valuesTable,
];

/** Result objects are nested, but not deeply; files may be. */
const DEEPEST = 6;
/** More children than this are rows, not results. */
const MOST_CHILDREN = 200;

/**
 * One table for each ramp in the file; a table may lack the rate or the loss where the file does.
 * @throws CurveError for a broken file
 */
export function tablesOf(text: string, fileName: string, choice: ColumnChoice): Table[] {
  if (!/^\s*[[{]/.test(text) && !/\.(?:json|jsonl|ndjson)$/i.test(fileName))
    return [namedByFile(csvTable(text, fileName))];
  let value: unknown;
  try {
    value = parseLooseJson(text);
  } catch (error) {
    const lines = jsonLinesTable(text, fileName);
    if (lines) return [lines];
    throw new CurveError(
      `${fileName} is not valid JSON, so it holds no curve that could be read (${messageOf(error)}). ${HOW_TO}`,
    );
  }
  return tablesOfJson(value, fileName, choice);
}

function tablesOfJson(value: unknown, fileName: string, choice: ColumnChoice): Table[] {
  const whole = completeTables(value, fileName, choice, DEEPEST);
  if (whole.length > 0) return whole;
  // Rate and loss may stand in different objects.
  const spread = listsTable(value, fileName, true);
  if (spread && says(spread, choice)) return [spread];
  const partial = JSON_SHAPES.map((shape) => shape(value, fileName)).find((table) => table !== null);
  const table = partial ?? spread;
  if (!table) throw new CurveError(`${fileName} holds no curve, but ${describe(value)}. ${HOW_TO}`);
  return [table];
}

function completeTables(value: unknown, fileName: string, choice: ColumnChoice, deeper: number): Table[] {
  const several = Array.isArray(value) && value.some((item) => isObject(item) && holdsSeries(item));
  for (const shape of several ? [] : JSON_SHAPES) {
    const table = shape(value, fileName);
    if (table && says(table, choice)) return [table];
  }
  if (deeper === 0 || typeof value !== 'object' || value === null) return [];
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (children.length > MOST_CHILDREN) return [];
  return children.flatMap((child) => completeTables(child, fileName, choice, deeper - 1));
}

/** Whether the names say where rate and loss are. A chosen name that is not here may be in another object. */
function says(table: Table, choice: ColumnChoice): boolean {
  const names = namesOf(table);
  const known = ROLES.every(
    (role) => choice[role] === undefined || names.some((name) => isNamed(name, choice[role])),
  );
  return known && isComplete(chooseColumns(table, choice));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
