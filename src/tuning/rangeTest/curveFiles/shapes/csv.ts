/** Tables as other tools write them: quoted cells, any of four separators, comments above the header. */
import Papa from 'papaparse';
import { readNumber } from '../cells';
import { CurveError } from '../curveError';
import { HOW_TO, type Table } from '../table';
import { headlessTable } from './headless';

const SEPARATORS = [',', ';', '\t'] as const;
/** `numpy.savetxt` and C's printf separate by blanks. */
const BLANKS = ' ';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** @throws CurveError where the quotes or the number of cells do not fit, with the line */
export function csvTable(text: string, fileName: string): Table {
  const { body, above, linesAbove } = belowComments(text);
  const separator = separatorOf(body);
  const rows = readRows(body, separator, linesAbove, fileName);
  const [first, ...rest] = rows;
  if (!first) return { fileName, columns: [], place: () => fileName };
  if (!isNumeric(first)) return namedTable(first.cells, rest, fileName);
  const header = headerIn(above, separator, first.cells.length);
  if (header) return namedTable(header, rows, fileName);
  return headlessTable(rows, fileName) ?? namedTable(first.cells, rest, fileName);
}

/** A header that names nothing of a curve is prose, whose commas mean nothing. */
const ANY_ROLE = /lr|rate|loss|eta|step|epoch|acc/i;

function namedTable(header: readonly string[], rows: readonly Row[], fileName: string): Table {
  const tooLong = rows.find(({ cells }) => cells.length > header.length);
  if (tooLong && !header.some((name) => ANY_ROLE.test(name)))
    throw new CurveError(`${fileName} holds no curve: no column of it is a rate or a loss. ${HOW_TO}`);
  if (tooLong) {
    throw new CurveError(
      `${fileName}, line ${tooLong.line}: ${tooLong.cells.length} cells, but the header names ${header.length} ` +
        'columns. Numbers with a decimal comma need the semicolon as separator.',
    );
  }
  return {
    fileName,
    columns: header.map((name, column) => ({ name, cells: rows.map(({ cells }) => cells[column]) })),
    place: (row) => `${fileName}, line ${rows[row]?.line ?? 0}`,
  };
}

function readRows(body: string, separator: string, linesAbove: number, fileName: string): Row[] {
  const { data, errors } = Papa.parse<string[]>(separator === BLANKS ? tabbed(body) : body, {
    delimiter: separator === BLANKS ? '\t' : separator,
  });
  const lines = linesOf(data, linesAbove);
  const broken = errors.find((error) => error.type === 'Quotes');
  if (broken) {
    const line = lines[broken.row ?? 0] ?? linesAbove + 1;
    throw new CurveError(
      `${fileName}, line ${line}: a quotation mark (") is not closed, or text follows it.`,
    );
  }
  const rows = data.map((cells, i) => ({ line: lines[i] ?? 0, cells: cells.map((cell) => cell.trim()) }));
  if (rows[0]?.cells.some((name) => name.startsWith('"'))) {
    throw new CurveError(
      `${fileName}, line ${lines[0]}: a quotation mark (") must follow the separator directly, without a blank.`,
    );
  }
  return rows.filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0]?.startsWith('#'));
}

/** From the first line that is neither empty nor a comment. */
function belowComments(text: string): { body: string; above: string; linesAbove: number } {
  const above = /^(?:(?:[^\S\r\n]*|#[^\r\n]*)(?:\r\n|\r|\n))*/.exec(text)?.[0] ?? '';
  return { body: text.slice(above.length), above, linesAbove: countLineEnds(above) };
}

/** `numpy.savetxt` writes the names of the columns as a comment. */
function headerIn(above: string, separator: string, width: number): string[] | null {
  const comment =
    above
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? '';
  const text = comment.replace(/^#\s*/, '').trim();
  const names = (separator === BLANKS ? text.split(/[ \t,]+/) : text.split(separator)).map((name) =>
    name.trim(),
  );
  return comment.startsWith('#') && names.length === width ? names : null;
}

/** The one that splits the header into most cells without breaking a quoted one. */
function separatorOf(body: string): string {
  const widths = SEPARATORS.map((delimiter) => {
    const { data, errors } = Papa.parse<string[]>(body, { delimiter, preview: 1 });
    return errors.length > 0 ? 0 : (data[0]?.length ?? 0);
  });
  const widest = Math.max(...widths);
  const firstLine = /^[^\r\n]*/.exec(body)?.[0] ?? '';
  if (widest <= 1 && !firstLine.includes('"') && /\S[ \t]+\S/.test(firstLine.slice(0, 1000))) return BLANKS;
  return SEPARATORS[widths.indexOf(widest)] ?? ',';
}

/** Columns that are lined up by blanks, as columns that are separated by tabs. */
function tabbed(body: string): string {
  return body
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .trim()
        .split(/[ \t]+/)
        .join('\t'),
    )
    .join('\n');
}

function isNumeric({ cells }: Row): boolean {
  return cells.every((cell) => readNumber(cell) !== undefined);
}

/** The line on which each row begins: quoted cells may hold line ends of their own. */
function linesOf(rows: readonly (readonly string[])[], linesAbove: number): number[] {
  let line = linesAbove + 1;
  return rows.map((cells) => {
    const begins = line;
    line += 1 + cells.reduce((sum, cell) => sum + countLineEnds(cell), 0);
    return begins;
  });
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
