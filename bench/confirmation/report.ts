/** The tables, as Markdown. */
import { OWN, TODAY } from './finders';
import { RATE_FREE_NAMES, WITH_SEARCH } from './measure';
import { type CaseResult, isWhole, judged, recall, scoreAt, suggestion } from './outcomes';
import { CONSTANT, CYCLE, LATER_WAYS, rateFor, type Way } from './ways';
import { median } from '../../src/tuning/statistics';
import { reportDecision } from './decision';
import { reportProduct } from './product';
import { caseByCase, CLEARLY, headOf, isKnown, later, leftOut, named, paired, summary } from './tables';
import { mean, points, table, withError } from './words';

const ELSEWHERE = /times the own rate$/;
const FACTORS = [0.16, 0.25, 0.4, 0.63, 1, 1.6, 2.5, 4, 6.3];

export async function report(file: string): Promise<string> {
  const recalled = await recall(file);
  const results = recalled.filter(isWhole);
  const [first] = results;
  if (!first) return 'No case is whole yet.';
  const finders = named(first).filter((finder) => !ELSEWHERE.test(finder));
  const ours = finders.filter((finder) => /^\(/.test(finder));
  const rivals = finders.filter((finder) => /by hand/.test(finder));
  const mine = [OWN, ...ours, ...rivals];
  return [
    `${results.length} cases. Points are hundredths of accuracy, or of R2 for a regression. Noise: two seeds a rate, which leaves a standard error of ${points(median(results.map((one) => (one.truth(CONSTANT)?.noise ?? NaN) / Math.SQRT2)))} points in the median case. ± is the standard error of the mean over the cases.`,
    '## Every finder, 500 steps',
    summary(results, finders, [CONSTANT, CYCLE]),
    '## Against today, case by case',
    paired(
      results,
      mine.filter((finder) => finder !== TODAY),
    ),
    '## By optimizer: mean points lost, constant rate / top of a cycle',
    byOptimizer(results, mine),
    '## What a training of 500 steps ends with',
    endings(results),
    ...fromElsewhere(results),
    '## With a factor of its own, set on the other cases',
    withFactors(results, finders),
    '## The finder of ours that did best on the other cases',
    leftOut(results, ours),
    ...LATER_WAYS.flatMap((way) => later('##', recalled, mine, way)),
    '## Case by case: constant rate, and points lost',
    caseByCase(results, [OWN, ...ours.filter((finder) => !/0\)/.test(finder))]),
    await reportDecision(file),
    await reportProduct(file),
  ].join('\n\n');
}

function byOptimizer(results: readonly CaseResult[], finders: readonly string[]): string {
  const kinds = [['sgd'], ['momentum'], ['adam', 'adamw'], ['rmsprop']];
  const groups = kinds
    .map((kind) => results.filter(({ one }) => kind.includes(one.optimizer)))
    .filter((group) => group.length > 0);
  const head = groups.map((group) => `${group[0]?.one.optimizer} (${group.length})`);
  const rows = finders.map((finder) => [
    finder,
    ...groups.map((group) =>
      [CONSTANT, CYCLE]
        .map((way) => points(mean(group.map((one) => judged(one, finder, way).loss))))
        .join(' / '),
    ),
  ]);
  return table(['finder', ...head], rows);
}

/** Against the best constant rate, which nobody knows beforehand. */
function endings(results: readonly CaseResult[]): string {
  const against = (
    name: string,
    steps: string,
    scoreOf: (one: CaseResult) => number | undefined,
  ): string[] => {
    const known = results.flatMap((one) => {
      const score = scoreOf(one);
      return score === undefined ? [] : [{ one, score }];
    });
    const gains = known.map(({ one, score }) => score - (one.truth(CONSTANT)?.best ?? NaN));
    const own = known.map(({ one, score }) => score - endOf(one, OWN, CONSTANT));
    const better = own.filter((gain) => gain > CLEARLY).length;
    const worse = own.filter((gain) => gain < -CLEARLY).length;
    const few = known.length < results.length ? `, ${known.length} cases` : '';
    return [`${name}${few}`, steps, withError(gains), points(Math.min(...gains)), `${better} / ${worse}`];
  };
  const stepsOf = (finder: string) => mean(results.map((one) => suggestion(one, finder).steps)).toFixed(0);
  const by = (finder: string, way: Way) =>
    against(`${finder}: ${headOf(way)}`, stepsOf(finder), (one) => endOf(one, finder, way));
  const [first] = results;
  const shown = (first?.suggestions ?? [])
    .map(({ finder }) => finder)
    .filter(
      (finder) => !ELSEWHERE.test(finder) && /^\([abdefg]\)|by hand|(minimum|valley).*one ramp$/.test(finder),
    );
  const withoutRate = RATE_FREE_NAMES.flatMap((name) =>
    [CONSTANT.steps, WITH_SEARCH]
      .filter((steps) => results.some((one) => one.rateFree(name, steps) !== undefined))
      .map((steps) => {
        const more = steps - CONSTANT.steps;
        const title = `${name}${more > 0 ? `, ${steps} steps of training` : ''}`;
        return against(title, `${more > 0 ? `${more} more` : 0}`, (one) => one.rateFree(name, steps));
      }),
  );
  return table(
    [
      'trained with',
      'steps before',
      'points above the best constant rate',
      'worst',
      'better / worse than the own rate',
    ],
    [
      by(OWN, CONSTANT),
      ...shown.flatMap((finder) => [by(finder, CONSTANT), by(finder, CYCLE)]),
      ...withoutRate,
      against('the best cycle', 'all', (one) => one.truth(CYCLE)?.best ?? NaN),
    ],
  );
}

function endOf(one: CaseResult, finder: string, way: Way): number {
  const truth = one.truth(way);
  const rate = rateFor(way, suggestion(one, finder)) ?? rateFor(way, suggestion(one, OWN));
  return truth && rate !== null ? scoreAt(rate, truth) : NaN;
}

function withFactors(results: readonly CaseResult[], finders: readonly string[]): string {
  const rows = finders.map((finder) => [
    finder,
    ...[CONSTANT, CYCLE].flatMap((way) => {
      if (!isKnown(results, finder, way)) return ['-', '-', '-'];
      const chosen = results.map((one) => {
        const factor = bestFactor(
          results.filter((other) => other !== one),
          finder,
          way,
        );
        return { factor, ...judged(one, finder, way, factor) };
      });
      const hits = chosen.filter(({ outcome }) => outcome === 'hit').length;
      const factors = [...new Set(chosen.map(({ factor }) => factor))].sort((a, b) => a - b).join(', ');
      return [factors, `${hits}`, withError(chosen.map(({ loss }) => loss))];
    }),
  ]);
  const head = [
    'constant: factors chosen',
    'right',
    'points lost',
    'cycle: factors chosen',
    'right',
    'points lost',
  ];
  return table(['finder', ...head], rows);
}

function bestFactor(results: readonly CaseResult[], finder: string, way: Way): number {
  const lossWith = (factor: number) => mean(results.map((one) => judged(one, finder, way, factor).loss));
  return FACTORS.reduce((best, next) => (lossWith(next) < lossWith(best) ? next : best), 1);
}

function fromElsewhere(results: readonly CaseResult[]): string[] {
  const displaced = results.filter((one) => named(one).some((finder) => ELSEWHERE.test(finder)));
  const [first] = displaced;
  if (!first) return [];
  const starts = named(first).filter((finder) => finder.startsWith('(e)'));
  return [
    `## Confirmation alone, from other starts: ${displaced.length} cases`,
    summary(displaced, starts, [CONSTANT, CYCLE]),
  ];
}
