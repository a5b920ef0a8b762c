/** Files that hold one series each, rate or loss against the step, put together to curves. */
import { readNumber } from './cells';
import type { ChosenColumns, Role } from './columns';
import { isBookkeeping, ROLES } from './columns';
import { CurveError } from './curveError';
import { HOW_TO, listNames, namesOf, rowCount, type Table } from './table';

export interface Part {
  readonly table: Table;
  readonly chosen: ChosenColumns;
}

const WORDS: Readonly<Record<Role, string>> = { lr: 'rate', loss: 'loss', accuracy: 'accuracy' };

/**
 * Tables of `step`, `lr`, `loss` and, if there is one, `accuracy`. One rate serves all losses; several go in order.
 * @throws CurveError that names what is missing
 */
export function joinSeries(parts: readonly Part[]): Table[] {
  const stray = parts.find(({ chosen }) => chosen.found.step === undefined || roleOf(chosen) === null);
  if (stray) throw new CurveError(whatIsMissing(stray));
  const of = (role: Role) => parts.filter(({ chosen }) => roleOf(chosen) === role);
  const [rates, losses, accuracies] = [of('lr'), of('loss'), of('accuracy')];
  const [first] = parts;
  if (first && (rates.length === 0 || losses.length === 0)) throw new CurveError(whatIsMissing(first));
  if (rates.length !== 1 && rates.length !== losses.length) {
    throw new CurveError(
      `${losses.length} series of the loss, but ${rates.length} of the rate. Give one rate for all, or one for each.`,
    );
  }
  return losses.map((loss, i) =>
    byStep(loss.table.fileName, [
      [rates[i] ?? rates[0], 'lr'],
      [loss, 'loss'],
      [accuracyOf(loss) ?? (accuracies.length === losses.length ? accuracies[i] : undefined), 'accuracy'],
    ]),
  );
}

/** Losses may bring their accuracy along. */
function accuracyOf(part: Part): Part | undefined {
  return part.chosen.found.accuracy === undefined ? undefined : part;
}

function byStep(fileName: string, series: readonly [Part | undefined, Role][]): Table {
  const rows = new Map<number, Partial<Record<Role, unknown>>>();
  for (const [part, role] of series) {
    if (!part) continue;
    const steps = cellsOf(part, 'step');
    cellsOf(part, role).forEach((cell, i) => {
      const step = readNumber(steps[i]);
      if (step !== undefined) rows.set(step, { ...rows.get(step), [role]: cell });
    });
  }
  const steps = [...rows.keys()].sort((a, b) => a - b);
  return {
    fileName,
    columns: [
      { name: 'step', cells: steps },
      ...ROLES.map((role) => ({ name: role, cells: steps.map((step) => rows.get(step)?.[role]) })),
    ],
    place: (row) => `${fileName}, step ${steps[row] ?? ''}`,
  };
}

function cellsOf({ table, chosen }: Part, role: Role | 'step'): readonly unknown[] {
  return table.columns[chosen.found[role] ?? -1]?.cells ?? [];
}

/** The one role that the table has; null for none or for more. */
function roleOf({ found }: ChosenColumns): Role | null {
  const roles = ROLES.filter((role) => found[role] !== undefined);
  return roles.length === 1 || (roles.length === 2 && found.accuracy !== undefined)
    ? (roles[0] ?? null)
    : null;
}

export function whatIsMissing({ table, chosen }: Part): string {
  const { fileName } = table;
  const names = namesOf(table).filter((name) => name.trim() !== '');
  const missing = (['lr', 'loss'] as const).filter((role) => chosen.found[role] === undefined);
  if (rowCount(table) === 0 && names.length === 0) return `${fileName} holds no curve. ${HOW_TO}`;
  const [only] = missing;
  const series = names.filter((name) => !isBookkeeping(name)).length <= 1 && chosen.found.step !== undefined;
  const more =
    series && only && missing.length === 1
      ? ` It holds one series; give the file with the ${WORDS[only]} as well, and both are put together by step.`
      : series
        ? ' Where it holds one series of a chart, say which: --lr NAME or --loss NAME; the other file is needed as well.'
        : ` ${HOW_TO} Where one of them has another name: ${missing.map((role) => `--${role} NAME`).join(', ')}.`;
  return `${fileName} has no column ${missing.join(' and no column ')}. It has: ${listNames(names)}.${more}`;
}
