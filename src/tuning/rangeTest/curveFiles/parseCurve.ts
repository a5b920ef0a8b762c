/** Reads a recorded range test from the files that other tools leave: CSV, or JSON in the usual shapes. */
import { readCsv } from './csv';
import type { Curve } from '../curve';
import { CurveError } from './curveError';

type Column = 'lr' | 'loss' | 'accuracy';

/** Names seen in the logs of other finders, lower case and letters only. */
const COLUMN_NAMES: Readonly<Record<string, Column>> = {
  lr: 'lr',
  lrs: 'lr',
  learningrate: 'lr',
  learningrates: 'lr',
  loss: 'loss',
  losses: 'loss',
  trainloss: 'loss',
  trainingloss: 'loss',
  accuracy: 'accuracy',
  accuracies: 'accuracy',
  acc: 'accuracy',
  trainacc: 'accuracy',
  trainaccuracy: 'accuracy',
  trainingaccuracy: 'accuracy',
};

const HOW_TO = 'Give one row per step, with the columns lr, loss and, if there is one, accuracy.';

/** A cell as written: text from CSV, anything from JSON. */
interface Row {
  readonly place: string;
  readonly lr: unknown;
  readonly loss: unknown;
  readonly accuracy: unknown;
}

/**
 * @param fileName decides between CSV and JSON where the text leaves it open, and names the file in errors
 * @throws CurveError
 */
export function parseCurve(text: string, fileName: string): Curve {
  const content = text.replace(/^\uFEFF/, '');
  if (content.trim() === '') throw new CurveError(`${fileName} is empty. ${HOW_TO}`);
  const isJson = /^\s*[[{]/.test(content) || /\.json$/i.test(fileName);
  const rows = isJson ? rowsOfJson(content, fileName) : rowsOfCsv(content, fileName);
  return curveOf(rows, fileName);
}

function rowsOfCsv(text: string, fileName: string): Row[] {
  const { header, rows } = readCsv(text, fileName);
  const columns = findColumns(header, fileName);
  return rows.map(({ line, cells }) => {
    const cell = (column: Column) => (columns[column] === undefined ? '' : cells[columns[column]]);
    return {
      place: `${fileName}, line ${line}`,
      lr: cell('lr'),
      loss: cell('loss'),
      accuracy: cell('accuracy'),
    };
  });
}

function findColumns(names: readonly string[], fileName: string): Partial<Record<Column, number>> {
  const columns: Partial<Record<Column, number>> = {};
  names.forEach((name, i) => {
    const column = columnOf(name);
    if (column) columns[column] ??= i;
  });
  const missing = (['lr', 'loss'] as const).filter((column) => columns[column] === undefined);
  if (missing.length > 0) {
    throw new CurveError(`${fileName} has no column ${missing.join(' and no column ')}. ${HOW_TO}`);
  }
  return columns;
}

function columnOf(name: string): Column | undefined {
  const letters = name.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(COLUMN_NAMES, letters) ? COLUMN_NAMES[letters] : undefined;
}

/** A list of points, an object that holds one under `points`, or an object with one list per column. */
function rowsOfJson(text: string, fileName: string): Row[] {
  const value = parseJson(text, fileName);
  const points = Array.isArray(value) ? value : isObject(value) ? value['points'] : undefined;
  if (Array.isArray(points)) {
    return points.map((point: unknown, i) => rowOf(point, `${fileName}, point ${i + 1}`));
  }
  if (!isObject(value)) throw new CurveError(`${fileName} holds no curve. ${HOW_TO}`);
  return rowsOfLists(value, fileName);
}

function rowOf(point: unknown, place: string): Row {
  if (!isObject(point)) throw new CurveError(`${place} is not an object with lr and loss.`);
  return { place, ...byColumn(point) };
}

function rowsOfLists(lists: Record<string, unknown>, fileName: string): Row[] {
  const { lr, loss, accuracy } = byColumn(lists);
  if (!Array.isArray(lr) || !Array.isArray(loss)) {
    throw new CurveError(`${fileName} has no lists named lr and loss. ${HOW_TO}`);
  }
  if (lr.length !== loss.length) {
    throw new CurveError(
      `${fileName} has ${lr.length} rates but ${loss.length} losses; each step needs both.`,
    );
  }
  const measured: unknown[] = Array.isArray(accuracy) ? accuracy : [];
  return lr.map((rate: unknown, i) => ({
    place: `${fileName}, step ${i + 1}`,
    lr: rate,
    loss: (loss as unknown[])[i],
    accuracy: measured[i],
  }));
}

function byColumn(record: Record<string, unknown>): Record<Column, unknown> {
  const found: Record<Column, unknown> = { lr: undefined, loss: undefined, accuracy: undefined };
  for (const [name, value] of Object.entries(record)) {
    const column = columnOf(name);
    if (column && found[column] === undefined) found[column] = value;
  }
  return found;
}

/** Strings are matched to be left alone. Each match goes on where the last one ended, so any text takes linear time. */
const STRING_OR_WORD = /"(?:[^"\\]+|\\[^])*"?|(-?\b(?:NaN|Infinity)\b)/g;

/** Python writes NaN and Infinity bare, which JSON does not allow; they are read as their names. */
function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Fall through: the second try either succeeds or gives the error to show.
  }
  try {
    return JSON.parse(text.replace(STRING_OR_WORD, (found, word) => (word ? `"${found}"` : found)));
  } catch (error) {
    throw new CurveError(`${fileName} is not valid JSON: ${(error as Error).message}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function curveOf(rows: readonly Row[], fileName: string): Curve {
  if (rows.length === 0) throw new CurveError(`${fileName} has no rows. ${HOW_TO}`);
  const lr = rows.map((row) => readRate(row));
  const loss = rows.map((row) => readLoss(row));
  const accuracy = asShares(rows.map((row) => readAccuracy(row)));
  lr.forEach((rate, i) => {
    const before = lr[i - 1] ?? 0;
    if (rate < before) {
      throw new CurveError(
        `${rows[i]?.place}: the learning rate falls from ${before} to ${rate}; a range test's rate only rises.`,
      );
    }
  });
  if (lr.length > 1 && lr[0] === lr.at(-1)) {
    throw new CurveError(
      `${fileName}: the learning rate is ${lr[0]} all the time, so this is no range test.`,
    );
  }
  const gaps = gapsIn(rows, loss);
  const measured = <T>(values: readonly T[]): T[] => values.filter((_, i) => !gaps.has(i));
  const curve = { lr: measured(lr), loss: measured(loss) };
  return accuracy.some((value) => value !== undefined) ? { ...curve, accuracy: measured(accuracy) } : curve;
}

/**
 * Steps at which no loss was written, as where a tool logs every other step. An empty loss with numbers after it is
 * such a step; at the end, more of them in a row than anywhere before are losses that were no numbers any more, which
 * some tools leave empty.
 */
function gapsIn(rows: readonly Row[], loss: readonly number[]): Set<number> {
  const last = loss.findLastIndex(Number.isFinite);
  const gaps = new Set<number>();
  if (last < 0) return gaps;
  let run = 0;
  let longest = 0;
  rows.slice(0, last).forEach((row, i) => {
    run = isEmpty(row.loss) ? run + 1 : 0;
    longest = Math.max(longest, run);
    if (run > 0) gaps.add(i);
  });
  const after = rows.slice(last + 1);
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

/** As C's printf writes it, on Windows with its kind. */
const C_NAN = /^[-+]?nan(?:\((?:ind|snan)\))?$/;

const WORDS: Readonly<Record<string, number>> = {
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};

/** Undefined where the cell is no number. */
function readNumber(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || cell.trim() === '') return undefined;
  const word = cell.trim().toLowerCase();
  if (C_NAN.test(word)) return NaN;
  if (Object.hasOwn(WORDS, word)) return WORDS[word];
  const number = Number(word);
  return Number.isNaN(number) ? undefined : number;
}

function isEmpty(cell: unknown): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

function show(cell: unknown): string {
  return isEmpty(cell) ? 'nothing' : JSON.stringify(cell);
}
