/** Rates and losses in rows of their own, as Lightning's CSV logger writes them, brought into one row a step. */
import { isEmpty, readNumber } from './cells';

/** One step: cells as written. */
export interface Row {
  readonly place: string;
  readonly step: number | undefined;
  readonly lr: unknown;
  readonly loss: unknown;
  readonly accuracy: unknown;
}

/** The rows as they are where they need no merging. */
export function mergeRows(rows: readonly Row[]): readonly Row[] {
  const apart = rows.some(hasRateOnly) && rows.some(hasLossOnly);
  if (!apart) return rows;
  const counted = rows.every(({ step }) => step !== undefined);
  const merged = counted ? withRatesBetween(byStep(rows)) : withRateBefore(rows);
  return merged.filter((row) => !isEmpty(row.loss));
}

function hasRateOnly(row: Row): boolean {
  return !isEmpty(row.lr) && !isLoss(row.loss);
}

function hasLossOnly(row: Row): boolean {
  return isEmpty(row.lr) && isLoss(row.loss);
}

/** Not a number stands for nothing here: pandas fills empty cells with it. */
function isLoss(cell: unknown): boolean {
  return !isEmpty(cell) && !Number.isNaN(readNumber(cell));
}

function byStep(rows: readonly Row[]): Row[] {
  const steps = new Map<number, Row>();
  for (const row of rows) {
    const step = row.step ?? NaN;
    const before = steps.get(step);
    steps.set(
      step,
      before
        ? {
            ...before,
            lr: isEmpty(before.lr) ? row.lr : before.lr,
            loss: isLoss(before.loss) ? before.loss : isEmpty(row.loss) ? before.loss : row.loss,
            accuracy: isLoss(before.accuracy) ? before.accuracy : row.accuracy,
          }
        : row,
    );
  }
  return [...steps.values()].sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
}

/** Where the rate was logged more seldom than the loss, it rose evenly on a log scale in between. */
function withRatesBetween(rows: readonly Row[]): Row[] {
  let before: Row | undefined;
  return rows.map((row, i) => {
    if (!isEmpty(row.lr)) {
      before = row;
      return row;
    }
    if (!before || !isLoss(row.loss)) return row;
    const after = rows.slice(i, i + MOST_STEPS_BETWEEN).find((later) => !isEmpty(later.lr));
    return after ? { ...row, lr: between(before, after, row.step ?? 0) } : row;
  });
}

const MOST_STEPS_BETWEEN = 1000;

function between(before: Row, after: Row, step: number): number | undefined {
  const [low = NaN, high = NaN] = [readNumber(before.lr), readNumber(after.lr)];
  const share = (step - (before.step ?? 0)) / ((after.step ?? 0) - (before.step ?? 0));
  const rate = low > 0 ? low * (high / low) ** share : low + (high - low) * share;
  return Number.isFinite(rate) ? rate : undefined;
}

/** Without a step, a loss belongs to the rate in the row before it. */
function withRateBefore(rows: readonly Row[]): Row[] {
  let lr: unknown;
  return rows.map((row) => {
    if (!isEmpty(row.lr)) lr = row.lr;
    return isLoss(row.loss) ? { ...row, lr } : { ...row, loss: undefined };
  });
}
