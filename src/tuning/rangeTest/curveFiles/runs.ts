/** Several runs in one table: W&B names each run in its columns, others in a column of its own. */
import { isEmpty } from './cells';
import { rowCount, type Column, type Table } from './table';

/** `run-7 - train/loss`: W&B's export of a chart. */
const OF_A_RUN = /^(.{1,200}?) - (.+)$/;
/** The range that W&B draws around a line. */
const RANGE = /__(?:MIN|MAX)$/;
const NAMES_A_RUN = /^_?(?:ramp_steps|seed|run|run_?id|run_?name|repeat|trial|trial_?id|experiment)$/i;
/** Fewer rows a run than this is no ramp; the column then says something else. */
const LEAST_ROWS = 8;

export function splitRuns(table: Table): Table[] {
  const shown = { ...table, columns: table.columns.filter(({ name }) => !RANGE.test(name)) };
  return splitByName(shown).flatMap(splitByValue);
}

function splitByName(table: Table): Table[] {
  const runs = new Map<string, Column[]>();
  const shared: Column[] = [];
  for (const column of table.columns) {
    const [, run, name] = OF_A_RUN.exec(column.name) ?? [];
    if (run === undefined || name === undefined) shared.push(column);
    else runs.set(run, [...(runs.get(run) ?? []), { ...column, name }]);
  }
  if (runs.size === 0) return [table];
  return [...runs.values()].map((columns) => ({ ...table, columns: [...shared, ...columns] }));
}

function splitByValue(table: Table): Table[] {
  const naming = table.columns.filter(({ name }) => NAMES_A_RUN.test(name.trim()));
  const rows = Array.from({ length: rowCount(table) }, (_, row) => row);
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = naming.map(({ cells }) => JSON.stringify(cells[row])).join();
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const rest = table.columns.filter((column) => !naming.includes(column));
  const everyRow = naming.every(({ cells }) => rows.every((row) => !isEmpty(cells[row])));
  if (naming.length === 0 || !everyRow || groups.size * LEAST_ROWS > rows.length) return [table];
  return [...groups.values()].map((group) => ({
    ...table,
    columns: rest.map(({ name, cells }) => ({ name, cells: group.map((row) => cells[row]) })),
    place: (row: number) => table.place(group[row] ?? 0),
  }));
}
