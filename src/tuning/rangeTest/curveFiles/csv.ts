/** Tables as other tools write them: quoted cells, any of three separators, comments above the header. */
import Papa from 'papaparse';
import { CurveError } from './curveError';

export interface CsvTable {
  readonly header: readonly string[];
  /** As many cells as the header names, or fewer. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

const SEPARATORS = [',', ';', '\t'] as const;

/** @throws CurveError where the quotes or the number of cells do not fit, with the line */
export function readCsv(text: string, fileName: string): CsvTable {
  const { body, linesAbove } = belowComments(text);
  const separator = separatorOf(body);
  const { data, errors } = Papa.parse<string[]>(body, { delimiter: separator });
  const lines = linesOf(data, linesAbove);
  const broken = errors.find((error) => error.type === 'Quotes');
  if (broken) {
    const line = lines[broken.row ?? 0] ?? linesAbove + 1;
    throw new CurveError(
      `${fileName}, line ${line}: a quotation mark (") is not closed, or text follows it.`,
    );
  }
  const [header = [], ...rest] = data.map((cells) => cells.map((cell) => readCell(cell, separator)));
  if (header.some((name) => name.startsWith('"'))) {
    throw new CurveError(
      `${fileName}, line ${lines[0]}: a quotation mark (") must follow the separator directly, without a blank.`,
    );
  }
  const rows = rest
    .map((cells, i) => ({ line: lines[i + 1] ?? 0, cells }))
    .filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0]?.startsWith('#'));
  const tooLong = rows.find(({ cells }) => cells.length > header.length);
  if (tooLong) {
    throw new CurveError(
      `${fileName}, line ${tooLong.line}: ${tooLong.cells.length} cells, but the header names ${header.length} ` +
        'columns. Numbers with a decimal comma need the semicolon as separator.',
    );
  }
  return { header, rows };
}

/** From the first line that is neither empty nor a comment. */
function belowComments(text: string): { body: string; linesAbove: number } {
  const above = /^(?:(?:[^\S\r\n]*|#[^\r\n]*)(?:\r\n|\r|\n))*/.exec(text)?.[0] ?? '';
  return { body: text.slice(above.length), linesAbove: countLineEnds(above) };
}

/** The one that splits the header into most cells without breaking a quoted one. */
function separatorOf(body: string): string {
  const widths = SEPARATORS.map((delimiter) => {
    const { data, errors } = Papa.parse<string[]>(body, { delimiter, preview: 1 });
    return errors.length > 0 ? 0 : (data[0]?.length ?? 0);
  });
  return SEPARATORS[widths.indexOf(Math.max(...widths))] ?? ',';
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

/** Spreadsheets that separate by semicolon write a decimal comma. */
function readCell(cell: string, separator: string): string {
  const text = cell.trim();
  return separator === ';' ? text.replace(',', '.') : text;
}
