/** A table that folds: its cells wrap where it is too wide, and below that each row becomes a list. */
import { type Line, styled, wrapWords } from './text';

const GAP = 2;

/** @param rows the first names the columns, the first cell of each names the row */
export function drawTable(rows: readonly (readonly string[])[], columns: number): Line[] {
  const [header = [], ...body] = rows;
  const widths = fittingWidths(rows, columns);
  if (widths === null) return body.flatMap((row) => [...drawAsList(header, row, columns), '']).slice(0, -1);
  return [
    ...drawRow(header, widths).map((line) => [styled('strong', line)]),
    ...body.flatMap((row) => drawRow(row, widths)),
  ];
}

/** Takes from the widest column until all fit; null where a word would have to be broken for that. */
function fittingWidths(rows: readonly (readonly string[])[], columns: number): number[] | null {
  const longest = (measure: (cell: string) => number): number[] =>
    (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => measure(row[column] ?? ''))));
  const widths = longest((cell) => cell.length);
  const least = longest((cell) => Math.max(...cell.split(' ').map((word) => word.length)));
  const tooWide = (): number =>
    widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - columns;
  while (tooWide() > 0) {
    const widest = widths.reduce<number | null>(
      (top, width, i) => (width > (least[i] ?? 0) && (top === null || width > (widths[top] ?? 0)) ? i : top),
      null,
    );
    if (widest === null) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function drawRow(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, i) => wrapWords(cell, widths[i] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, i) => (lines[line] ?? '').padEnd(widths[i] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function drawAsList(
  [, ...names]: readonly string[],
  [title = '', ...cells]: readonly string[],
  columns: number,
): Line[] {
  const indent = ' '.repeat(GAP);
  return [
    [styled('strong', title)],
    ...cells.flatMap((cell, i) =>
      wrapWords(`${names[i] ?? ''}: ${cell}`, columns - 2 * GAP).map(
        (line, k) => indent + (k > 0 ? indent : '') + line,
      ),
    ),
  ];
}
