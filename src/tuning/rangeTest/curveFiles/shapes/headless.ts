/** Numbers without names, as `numpy.savetxt` and pandas' `values` leave them: what they are is told by their course. */
import { readNumber } from '../cells';
import type { Table } from '../table';

/** Fewer rows than this could be anything. */
const LEAST_ROWS = 3;
/** Rows as wide as this are whole series, saved row by row. */
const WIDE = 16;

interface Row {
  readonly line: number;
  readonly cells: readonly unknown[];
}

/** Null where no column rises as the rate of a range test does, or none is left for the loss. */
export function headlessTable(given: readonly Row[], fileName: string): Table | null {
  const width = given[0]?.cells.length ?? 0;
  if (given.some(({ cells }) => cells.length !== width)) return null;
  const sideways = given.length <= LEAST_ROWS && width >= WIDE;
  const columns = sideways
    ? given.map(({ cells }) => cells)
    : Array.from({ length: width }, (_, column) => given.map(({ cells }) => cells[column]));
  const numbers = columns.map((cells) => cells.map((cell) => readNumber(cell) ?? NaN));
  if ((numbers[0]?.length ?? 0) < LEAST_ROWS) return null;

  const lr = indexOfRate(numbers);
  const others = numbers.map((_, i) => i).filter((i) => i !== lr && !counts(numbers[i] ?? []));
  const loss = others.find((i) => !isShares(numbers[i] ?? [])) ?? others[0];
  if (lr < 0 || loss === undefined) return null;
  const accuracy = others.find((i) => i !== loss && isShares(numbers[i] ?? []));
  const what = sideways ? 'row' : 'column';
  const nameOf = (i: number) => {
    if (i === lr) return 'lr';
    if (i === loss) return 'loss';
    return i === accuracy ? 'accuracy' : `${what} ${i + 1}`;
  };
  return {
    fileName,
    columns: columns.map((cells, i) => ({ name: nameOf(i), cells })),
    place: (row) =>
      sideways ? `${fileName}, value ${row + 1}` : `${fileName}, line ${given[row]?.line ?? 0}`,
    notes: [
      `${fileName} names no columns: ${what} ${lr + 1} is taken for the rate, since it only rises, and ${what} ${loss + 1} for the loss` +
        `${accuracy === undefined ? '' : `, ${what} ${accuracy + 1} for the accuracy`}.`,
    ],
  };
}

/** Of the columns that only rise and do not count, the one that rises by the largest factor. */
function indexOfRate(columns: readonly (readonly number[])[]): number {
  const factors = columns.map((values) => {
    const [first = NaN, last = NaN] = [values[0], values.at(-1)];
    const rises = values.every((value, i) => value >= 0 && value >= (values[i - 1] ?? 0)) && last > first;
    return rises && !counts(values) ? last / Math.max(first, Number.MIN_VALUE) : 0;
  });
  const largest = factors.reduce((most, factor) => Math.max(most, factor), 0);
  return largest > 0 ? factors.indexOf(largest) : -1;
}

/** Whole numbers at even distances: a step, not a rate. */
function counts(values: readonly number[]): boolean {
  const by = (values[1] ?? NaN) - (values[0] ?? NaN);
  return values.every(
    (value, i) => Number.isInteger(value) && (i === 0 || value - (values[i - 1] ?? NaN) === by),
  );
}

function isShares(values: readonly number[]): boolean {
  return values.every((value) => value >= 0 && value <= 1);
}
