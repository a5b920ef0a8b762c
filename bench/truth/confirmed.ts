/** The constant rate that was confirmed, case by case, beside that of the range test alone. */
import { judge, lossOf } from '../bounds/cases';
import { mean, points, table } from '../confirmation/words';
import type { CaseResult } from './report';

/** After a quick ramp, and after the usual ones, by the case's name. */
export type Confirmed = Readonly<Record<string, { readonly quick?: Answer; readonly whole?: Answer }>>;
interface Answer {
  readonly bounds: { readonly constantLR: number | null };
  readonly probes: readonly { readonly steps: number }[];
}

export function confirmedTable(results: readonly CaseResult[], confirmed: Confirmed): string {
  const known = results.filter(({ id }) => confirmed[id] !== undefined);
  const ways = [
    known.map(({ answers }) => answers.doubled.constantLR),
    known.map(({ id }) => confirmed[id]?.quick?.bounds.constantLR ?? null),
    known.map(({ id }) => confirmed[id]?.whole?.bounds.constantLR ?? null),
  ];
  const rows = known.map(({ id, truth }, i) => [
    id,
    ...ways.flatMap((rates) => {
      const lr = rates[i] ?? null;
      const rate = lr === null ? 'none' : lr.toPrecision(2);
      return [rate, judge(lr, truth), points(lossOf(lr, truth))];
    }),
  ]);
  const all = ways.flatMap((rates) => {
    const hits = known.filter(({ truth }, i) => judge(rates[i] ?? null, truth) === 'hit').length;
    return [
      '',
      `${hits} of ${known.length}`,
      points(mean(known.map(({ truth }, i) => lossOf(rates[i] ?? null, truth)))),
    ];
  });
  const head = ['`find`', '`find --quick --confirm`', '`find --confirm`'].flatMap((way) => [
    way,
    'judged',
    'points lost',
  ]);
  return table(['case', ...head], [...rows, ['all', ...all]]);
}
