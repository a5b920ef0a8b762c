/** The constant rate that was confirmed, case by case, beside that of the range test alone. */
import { judge, lossOf } from '../bounds/cases';
import { points, table } from '../confirmation/words';
import type { CaseResult } from './report';

/** By the case's name. */
export type Confirmed = Readonly<
  Record<
    string,
    { readonly bounds: { readonly constantLR: number | null }; readonly probes: readonly Probe[] }
  >
>;
interface Probe {
  readonly steps: number;
}

export function confirmedTable(results: readonly CaseResult[], confirmed: Confirmed): string {
  const rows = results.flatMap(({ id, truth, answers }) => {
    const now = confirmed[id];
    if (now === undefined) return [];
    const cell = (lr: number | null): string[] => {
      const outcome = judge(lr, truth);
      return [
        lr === null ? 'none' : lr.toPrecision(2),
        outcome,
        lr === null ? '' : points(lossOf(lr, truth)),
      ];
    };
    const steps = now.probes.reduce((sum, one) => sum + one.steps, 0);
    return [[id, ...cell(answers.doubled.constantLR), ...cell(now.bounds.constantLR), String(steps)]];
  });
  const head = [
    '`find`',
    'judged',
    'points lost',
    '`find --quick --confirm`',
    'judged',
    'points lost',
    'steps of it',
  ];
  return table(['case', ...head], rows);
}
