/** One object a line, as loggers append them. Lines before the first object and a line cut short are passed over. */
import { CurveError } from '../curveError';
import { parseLooseJson } from '../json';
import { isObject, type Table } from '../table';
import { recordsTable } from './records';

/** Null where the text is one JSON value, or not one object a line. @throws CurveError for a broken line */
export function jsonLinesTable(text: string, fileName: string): Table | null {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ line: i + 1, text: line.trim() }))
    .filter((line) => line.text !== '');
  if (lines.length < 2 || !isObject(tryParse(lines[0]?.text ?? ''))) return null;
  const notes: string[] = [];
  const records: { line: number; value: Record<string, unknown> }[] = [];
  for (const [i, { line, text: json }] of lines.entries()) {
    const value = tryParse(json);
    if (isObject(value)) records.push({ line, value });
    else if (i === lines.length - 1) notes.push(`${fileName}, line ${line} is cut short and left out.`);
    else throw new CurveError(`${fileName}, line ${line} is not valid JSON, as the other lines are.`);
  }
  const table = recordsTable(
    records.map(({ value }) => value),
    fileName,
    (row) => `${fileName}, line ${records[row]?.line ?? 0}`,
  );
  return table && { ...table, notes };
}

function tryParse(text: string): unknown {
  try {
    return parseLooseJson(text);
  } catch {
    // The caller knows which line it was and says so.
    return undefined;
  }
}
