/** From the cells of a table to the curve that is analysed. */
import type { Curve } from '../curve';
import { isEmpty, listedIn, readNumber, show } from './cells';
import type { ChosenColumns, Role } from './columns';
import { CurveError } from './curveError';
import { mergeRows, type Row } from './mergeRows';
import { HOW_TO, rowCount, type Table } from './table';

export interface ReadCurve {
  readonly curve: Curve;
  readonly notes: readonly string[];
}

/** @throws CurveError where the cells are no range test */
export function curveOf(table: Table, { found }: ChosenColumns): ReadCurve {
  const { fileName } = table;
  const notes: string[] = [];
  checkLengths(table, found);
  const all = rowsOf(table, found);
  if (all.length === 0) throw new CurveError(`${fileName} has no rows. ${HOW_TO}`);
  const merged = mergeRows(all);
  const rated = merged.filter((row) => !isEmpty(row.lr));
  if (rated.length === 0) readRate(merged[0] as Row);
  const unrated = merged.filter((row) => isEmpty(row.lr) && !isEmpty(row.loss)).length;
  if (unrated > 0) notes.push(`${fileName}: ${rows(unrated)} with a loss and no rate left out.`);
  const groups = rated.reduce((most, row) => Math.max(most, listedIn(row.lr)), 1);
  if (groups > 1)
    notes.push(`${fileName}: rates of ${groups} parameter groups; the first group's are taken.`);

  const ordered = inOrder(rated);
  const lr = ordered.map(readRate);
  const loss = ordered.map(readLoss);
  const accuracy = asShares(ordered.map(readAccuracy));
  checkRates(lr, ordered, fileName);
  const gaps = gapsIn(ordered, loss);
  const measured = <T>(values: readonly T[]): T[] => values.filter((_, i) => !gaps.has(i));
  const curve = { lr: measured(lr), loss: measured(loss) };
  const hasAccuracy = accuracy.some((value) => value !== undefined);
  return { curve: hasAccuracy ? { ...curve, accuracy: measured(accuracy) } : curve, notes };
}

function rowsOf(table: Table, found: ChosenColumns['found']): Row[] {
  const cell = (role: Role | 'step', i: number) =>
    found[role] === undefined ? undefined : table.columns[found[role]]?.cells[i];
  return Array.from({ length: rowCount(table) }, (_, i) => ({
    place: table.place(i),
    step: readNumber(cell('step', i)),
    lr: notNumberAsEmpty(cell('lr', i)),
    loss: cell('loss', i),
    accuracy: cell('accuracy', i),
  })).filter((row) => !isEmpty(row.lr) || !isEmpty(row.loss));
}

/** A rate that is not a number is how pandas writes that there is none. */
function notNumberAsEmpty(cell: unknown): unknown {
  return Number.isNaN(readNumber(cell) ?? 0) ? undefined : cell;
}

/** Lists of a JSON file, one a column. */
function checkLengths(table: Table, found: ChosenColumns['found']): void {
  const [rates, losses] = [found.lr, found.loss].map((i) => table.columns[i ?? -1]?.cells.length ?? 0);
  if (rates !== losses) {
    throw new CurveError(`${table.fileName} has ${rates} rates but ${losses} losses; each step needs both.`);
  }
}

/** Loggers that write from several threads do not keep the order of the steps. */
function inOrder(rated: readonly Row[]): Row[] {
  const rises = rated.every((row, i) => i === 0 || rateOf(row) >= rateOf(rated[i - 1]));
  const steps = rated.map(({ step }) => step);
  const counted = steps.every((step) => step !== undefined) && new Set(steps).size === steps.length;
  return rises || !counted ? [...rated] : [...rated].sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
}

function rateOf(row: Row | undefined): number {
  return readNumber(row?.lr) ?? 0;
}

function checkRates(lr: readonly number[], ordered: readonly Row[], fileName: string): void {
  lr.forEach((rate, i) => {
    const before = lr[i - 1] ?? 0;
    if (rate < before) {
      throw new CurveError(
        `${ordered[i]?.place}: the learning rate falls from ${before} to ${rate}; a range test's rate only rises. ` +
          'A file with several ramps needs a column "run" that tells them apart.',
      );
    }
  });
  if (lr.length > 1 && lr[0] === lr.at(-1)) {
    throw new CurveError(
      `${fileName}: the learning rate is ${lr[0]} all the time, so this is no range test.`,
    );
  }
}

/**
 * Steps at which no loss was written, as where a tool logs every other step. An empty loss with numbers after it is
 * such a step; at the end, more of them in a row than anywhere before are losses that were no numbers any more, which
 * some tools leave empty.
 */
function gapsIn(ordered: readonly Row[], loss: readonly number[]): Set<number> {
  const last = loss.findLastIndex(Number.isFinite);
  const gaps = new Set<number>();
  if (last < 0) return gaps;
  let run = 0;
  let longest = 0;
  ordered.slice(0, last).forEach((row, i) => {
    run = isEmpty(row.loss) ? run + 1 : 0;
    longest = Math.max(longest, run);
    if (run > 0) gaps.add(i);
  });
  const after = ordered.slice(last + 1);
  if (after.length <= longest && after.every((row) => isEmpty(row.loss))) {
    after.forEach((_, i) => gaps.add(last + 1 + i));
  }
  return gaps;
}

function readRate(row: Row): number {
  const rate = readNumber(row.lr);
  if (rate === undefined || !Number.isFinite(rate) || rate < 0) {
    throw new CurveError(`${row.place}: lr must be a number of at least 0, not ${show(row.lr)}.`);
  }
  return rate;
}

/** An empty cell or null is a gap, or a loss that was not a number; {@link gapsIn} tells them apart. */
function readLoss(row: Row): number {
  if (isEmpty(row.loss)) return NaN;
  const loss = readNumber(row.loss);
  if (loss === undefined) throw new CurveError(`${row.place}: loss must be a number, not ${show(row.loss)}.`);
  return loss;
}

function readAccuracy(row: Row): number | undefined {
  if (isEmpty(row.accuracy)) return undefined;
  const accuracy = readNumber(row.accuracy);
  if (accuracy === undefined) {
    throw new CurveError(`${row.place}: accuracy must be a number, not ${show(row.accuracy)}.`);
  }
  return Number.isFinite(accuracy) ? accuracy : undefined;
}

/** Accuracies above 1 are percentages. */
function asShares(accuracies: readonly (number | undefined)[]): (number | undefined)[] {
  const percent = accuracies.some((value) => value !== undefined && value > 1);
  return percent ? accuracies.map((value) => value && value / 100) : [...accuracies];
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
