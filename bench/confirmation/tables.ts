/** Tables that compare finders over cases, as Markdown. */
import { median } from '../../src/tuning/statistics';
import { isTrainedFor, OWN, TODAY } from './finders';
import { type CaseResult, judged, suggestion } from './outcomes';
import { CONSTANT, CYCLE, type Way } from './ways';
import { count, mean, points, table, withError } from './words';

/** More than noise. */
export const CLEARLY = 0.005;

export function summary(
  results: readonly CaseResult[],
  finders: readonly string[],
  ways: readonly Way[],
): string {
  const head = ways.flatMap((way) => [`${headOf(way)}: right`, 'points lost', 'median', 'worst']);
  const rows = finders.map((finder) => {
    const steps = mean(results.map((one) => suggestion(one, finder).steps));
    const none = results.filter((one) => suggestion(one, finder).constantLR === null).length;
    const cells = ways.flatMap((way) => {
      if (!isKnown(results, finder, way)) return ['-', '-', '-', '-'];
      const all = results.map((one) => judged(one, finder, way));
      const losses = all.map(({ loss }) => loss);
      const hits = all.filter(({ outcome }) => outcome === 'hit').length;
      return [`${hits}`, withError(losses), points(median(losses)), points(Math.max(...losses))];
    });
    return [finder, steps.toFixed(0), count(none), ...cells];
  });
  return table(['finder', 'steps', 'no answer', ...head], rows);
}

export function headOf({ use, steps }: Way): string {
  const names = { constant: 'constant', cycle: 'cycle', 'one-cycle': '1cycle' };
  return steps === 500 ? names[use] : `${names[use]}, ${steps} steps`;
}

export function paired(results: readonly CaseResult[], finders: readonly string[], baseline = TODAY): string {
  const rows = finders.map((finder) => [
    finder,
    ...[CONSTANT, CYCLE].flatMap((way) => {
      const gains = results.map((one) => judged(one, baseline, way).loss - judged(one, finder, way).loss);
      const better = gains.filter((gain) => gain > CLEARLY).length;
      const worse = gains.filter((gain) => gain < -CLEARLY).length;
      return [withError(gains), `${better} / ${worse}`];
    }),
  ]);
  const head = [
    'constant: points gained',
    'better / worse by half a point',
    'cycle: points gained',
    'better / worse',
  ];
  return table(['finder', ...head], rows);
}

/** Of the cases that were trained that way; nothing where none was. */
export function later(
  level: string,
  recalled: readonly CaseResult[],
  finders: readonly string[],
  way: Way,
): string[] {
  const results = recalled.filter((one) => one.truth(way));
  if (results.length === 0) return [];
  const name = headOf(way);
  return [
    `${level} ${name[0]?.toUpperCase()}${name.slice(1)}: ${results.length} cases`,
    summary(results, finders, [way]),
  ];
}

export function isKnown(results: readonly CaseResult[], finder: string, way: Way): boolean {
  return results.every((one) => isTrainedFor(way, suggestion(one, finder)));
}

export function leftOut(results: readonly CaseResult[], finders: readonly string[]): string {
  const both = (one: CaseResult, finder: string) =>
    judged(one, finder, CONSTANT).loss + judged(one, finder, CYCLE).loss;
  const chosen = results.map((one) => {
    const others = results.filter((other) => other !== one);
    const lossOf = (finder: string) => mean(others.map((other) => both(other, finder)));
    return finders.reduce((best, next) => (lossOf(next) < lossOf(best) ? next : best));
  });
  const ways = [CONSTANT, CYCLE].map((way) => {
    const losses = results.map((one, i) => judged(one, chosen[i] ?? '', way).loss);
    return `${headOf(way)} ${withError(losses)}`;
  });
  const times = [...new Set(chosen)].map(
    (finder) => `${finder} ${chosen.filter((one) => one === finder).length} times`,
  );
  return `Chosen: ${times.join(', ')}. Points lost on the case left out: ${ways.join(', ')}.`;
}

export function caseByCase(
  results: readonly CaseResult[],
  finders: readonly string[],
  shortNameOf = (finder: string) => (finder === OWN ? 'own' : finder.slice(0, 3)),
): string {
  const rows = results.map((one) => {
    const truth = one.truth(CONSTANT);
    const cells = finders.map((finder) => {
      const { outcome, loss } = judged(one, finder, CONSTANT);
      const rate = suggestion(one, finder).constantLR;
      return rate === null
        ? `none, ${points(loss)}`
        : `${rate.toPrecision(2)}${outcome === 'hit' ? '' : ` ${outcome}`}, ${points(loss)}`;
    });
    const good = truth ? `${truth.goodLo} to ${truth.goodHi}` : '';
    return [
      one.one.id,
      `${points(truth?.best ?? NaN)} ± ${points((truth?.noise ?? NaN) / Math.SQRT2)}`,
      good,
      ...cells,
    ];
  });
  return table(['case', 'best', 'good rates', ...finders.map((finder) => shortNameOf(finder))], rows);
}

export function named({ suggestions }: CaseResult): string[] {
  return suggestions.map(({ finder }) => finder);
}
