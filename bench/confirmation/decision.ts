/** Whether another rule does better than ours: on cases that no candidate was seen on, and on those that suggested them. */
import { QUICK_SHORT, SHORT, TODAY } from './finders';
import { type CaseResult, isWhole, judged, recallCandidates, suggestion } from './outcomes';
import { caseByCase, leftOut, named, paired, summary } from './tables';
import { CONSTANT, CYCLE } from './ways';
import { table, withError } from './words';

const TO_THE_BEST = '(b) half the best, cycle to the best';
/** Every other rule lies between two of these. */
const BY_CASE = /own rate|today|0\.25|minimum ÷ 10,|half the best|\(d\) one ramp/;
const TOPS = [1, 1.25, 1.5, 2];

export async function reportDecision(file: string): Promise<string> {
  const { deciding, suggesting } = await recallCandidates(file);
  const third = deciding.filter(isWhole);
  const [first] = third;
  if (!first) return 'No deciding case is whole yet.';
  const finders = named(first);
  const all = [...third, ...suggesting.filter(isWhole)];
  return [
    `## Rules that might take the place of ours: ${third.length} cases more`,
    ...comparison(third, finders),
    '### The same rules on the cases that suggested them',
    ...comparison(suggesting.filter(isWhole), finders),
    '### The rule that did best on the other cases of both',
    ...[/^\(a\)/, /^\(b\)/, /^\(d\)/].map((kind) =>
      leftOut(
        all,
        finders.filter((finder) => kind.test(finder)),
      ),
    ),
    '### The top of a cycle, as a multiple of the best in short trainings: points lost in both',
    topsOfCycles(all),
    '### Case by case of these',
    caseByCase(
      third,
      finders.filter((finder) => BY_CASE.test(finder)),
      (finder) => finder,
    ),
  ].join('\n\n');
}

function comparison(results: readonly CaseResult[], finders: readonly string[]): string[] {
  const against = (baseline: string, kind: RegExp) => [
    `Against ${baseline}, case by case:`,
    paired(
      results,
      finders.filter((finder) => finder !== baseline && kind.test(finder)),
      baseline,
    ),
  ];
  return [
    summary(results, finders, [CONSTANT, CYCLE]),
    ...against(TODAY, /^\(a\)|^fastai|short trainings$/),
    ...against(SHORT, /^\(b\)/),
    ...against(QUICK_SHORT, /^\(d\)/),
  ];
}

/** Where the best was moved to, and where it is the rate of the range test; without those where nothing was learned. */
function topsOfCycles(results: readonly CaseResult[]): string {
  const found = results.filter((one) => {
    const { constantLR } = suggestion(one, TODAY);
    return constantLR !== null && suggestion(one, TO_THE_BEST).constantLR !== constantLR;
  });
  const hasMoved = (one: CaseResult) =>
    Math.abs(
      Math.log((suggestion(one, TO_THE_BEST).maxLR ?? NaN) / (suggestion(one, TODAY).constantLR ?? NaN)),
    ) > 0.01;
  const row = (name: string, some: readonly CaseResult[]) => [
    `${name}: ${some.length} cases`,
    ...TOPS.map((top) => withError(some.map((one) => judged(one, TO_THE_BEST, CYCLE, top).loss))),
  ];
  return table(
    ['after short trainings', ...TOPS.map(String)],
    [
      row('moved', found.filter(hasMoved)),
      row(
        'stayed',
        found.filter((one) => !hasMoved(one)),
      ),
    ],
  );
}
