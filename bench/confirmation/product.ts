/** How good the rates of the product are: on the cases that were trained after its rules stood, and on those before. */
import { AT_BEST, AT_BEST_QUICK, CONFIRMED, QUICK_CONFIRMED, SHORT, TODAY } from './finders';
import { type CaseResult, isWhole, recallOurs } from './outcomes';
import { caseByCase, later, named, paired, summary } from './tables';
import { CONSTANT, CYCLE, LATER_WAYS } from './ways';

const BY_CASE = /own rate|today|\(f\)/;

export async function reportProduct(file: string): Promise<string> {
  const { heldOut, fourth, latest, earlier } = await recallOurs(file);
  const sets = {
    heldOut: heldOut.filter(isWhole),
    fourth: fourth.filter(isWhole),
    latest: latest.filter(isWhole),
    earlier: earlier.filter(isWhole),
  };
  const all = [...sets.heldOut, ...sets.fourth, ...sets.latest, ...sets.earlier];
  const [first] = sets.heldOut;
  if (!first) return 'No case that was held out is whole yet.';
  const finders = named(first);
  const tables = (results: readonly CaseResult[]) => [
    summary(results, finders, [CONSTANT, CYCLE]),
    paired(results, [SHORT, QUICK_CONFIRMED, AT_BEST_QUICK, CONFIRMED, AT_BEST], TODAY),
  ];
  return [
    `## Short and long trainings: ${sets.heldOut.length} cases that were trained after the rules stood`,
    ...tables(sets.heldOut),
    ...LATER_WAYS.flatMap((way) => later('###', sets.heldOut, finders, way)),
    `### The ${sets.fourth.length} cases before, which suggested to look between the rates`,
    ...tables(sets.fourth),
    `### The ${sets.latest.length} cases before those, which had a say in what a slow start is`,
    ...tables(sets.latest),
    `### The first ${sets.earlier.length} cases, which suggested long trainings`,
    ...tables(sets.earlier),
    `### All ${all.length} cases`,
    ...tables(all),
    '### Case by case of those held out',
    caseByCase(
      sets.heldOut,
      finders.filter((finder) => BY_CASE.test(finder)),
      (finder) => finder,
    ),
  ].join('\n\n');
}
