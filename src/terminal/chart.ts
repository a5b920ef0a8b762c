/** A small chart of one ramp in plain characters: loss and accuracy against the rate, on the axis it rose along. */
import { decadesWithin, formatRate, labelledEvery, logShare } from '../tuning';

const WIDTH = 72;
const HEIGHT = 12;
/** A label such as 1e-100 and a space. */
const MOST_LABELS = Math.floor(WIDTH / 7);

export interface ChartInput {
  lr: readonly number[];
  /** Smoothed; same length as `lr`. */
  loss: readonly number[];
  accuracy: readonly number[] | null;
  /** Accuracy on validation data, or its loss where there is no accuracy, at some of the rates. */
  validation?: readonly { lr: number; value: number }[];
  baseLR: number | null;
  maxLR: number | null;
}

/** Lines without trailing spaces; empty where there is nothing finite to draw. */
export function drawChart({ lr, loss, accuracy, validation = [], baseLR, maxLR }: ChartInput): string[] {
  const first = lr[0];
  const last = lr.at(-1);
  if (first === undefined || last === undefined || !(last > first)) return [];
  const linear = isLinear(lr);
  // A warm-up from a rate of 0 is a place that a log axis does not have.
  const lowest = lr.find((rate) => rate > 0) ?? last;
  const share = linear
    ? (rate: number) => (rate - first) / (last - first)
    : (rate: number) => logShare(rate, lowest, last);
  const column = (rate: number): number => Math.round(share(rate) * (WIDTH - 1));
  const cells = Array.from({ length: HEIGHT }, () => new Array<string>(WIDTH).fill(' '));
  for (const bound of [baseLR, maxLR]) if (bound !== null) drawBound(cells, column(bound));
  plot(cells, lr, loss, column, '.');
  if (accuracy) plot(cells, lr, accuracy, column, '#');
  plot(
    cells,
    validation.map((point) => point.lr),
    validation.map((point) => point.value),
    column,
    'o',
  );
  const body = cells.map((row) => `  |${row.join('')}`.trimEnd());
  return [
    ...body,
    `  +${'-'.repeat(WIDTH)}`,
    axis(linear ? evenTicks(first, last) : decades(lowest, last), column),
    legend(accuracy !== null, validation.length > 0),
  ];
}

function drawBound(cells: string[][], column: number): void {
  if (column < 0 || column >= WIDTH) return;
  for (const row of cells) row[column] = ':';
}

/** Each column shows the mean of what falls into it; the highest and lowest means fill the height. */
function plot(
  cells: string[][],
  lr: readonly number[],
  values: readonly number[],
  column: (rate: number) => number,
  mark: string,
): void {
  const sums = new Array<number>(WIDTH).fill(0);
  const counts = new Array<number>(WIDTH).fill(0);
  values.forEach((value, i) => {
    const at = column(lr[i] ?? Number.NaN);
    if (!Number.isFinite(value) || !(at in sums)) return;
    sums[at] = (sums[at] ?? 0) + value;
    counts[at] = (counts[at] ?? 0) + 1;
  });
  const means = sums.map((sum, k) => sum / (counts[k] ?? 0));
  const finite = means.filter(Number.isFinite);
  const start = finite[0] ?? 0;
  const low = Math.min(...finite);
  // What comes after a blow-up would flatten the part that matters.
  const high =
    mark === '.' ? Math.min(Math.max(...finite), low + 1.5 * (start - low || 1)) : Math.max(...finite);
  means.forEach((mean, k) => {
    if (!Number.isFinite(mean)) return;
    const share = Math.min(1, (mean - low) / (high - low || 1));
    const row = cells[Math.round((1 - share) * (HEIGHT - 1))];
    if (row) row[k] = mark;
  });
}

/** Whether the rate rose evenly: half way it is then nearer to the mean of its ends than to their geometric mean. */
function isLinear(lr: readonly number[]): boolean {
  const [first = 0, last = 0] = [lr[0], lr.at(-1)];
  const half = lr[lr.length >> 1] ?? 0;
  return half > (Math.sqrt(first) * Math.sqrt(last)) / 2 + first / 4 + last / 4;
}

function decades(first: number, last: number): number[] {
  const powers = decadesWithin(first, last);
  const every = labelledEvery(powers.length, MOST_LABELS);
  return powers.filter((power) => power % every === 0).map((power) => Number(`1e${power}`));
}

/** Both ends and the quarters between. */
function evenTicks(first: number, last: number): number[] {
  return [0, 1, 2, 3, 4].map((quarter) => first + (last - first) * (quarter / 4));
}

/** Rates below the axis, each where it lies. */
function axis(rates: readonly number[], column: (rate: number) => number): string {
  const line = new Array<string>(WIDTH + 10).fill(' ');
  for (const rate of rates) {
    [...formatRate(rate)].forEach((character, k) => (line[column(rate) + k] = character));
  }
  return `   ${line.join('').trimEnd()}`;
}

function legend(accuracy: boolean, validation: boolean): string {
  const entries = [accuracy && '# accuracy', '. loss', validation && 'o validation', ': bounds'];
  return `   ${entries.filter((entry) => entry !== false).join('   ')}`;
}
