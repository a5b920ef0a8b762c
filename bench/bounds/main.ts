/** How often each rule's rate lies among those that train as well as the best, over real training with its truth. */
import { type Curve, findBounds, PLAIN_SGD_SHARES, type Shares, USUAL_SHARES } from '../../src/tuning';
import { type Case, judge, lossOf, type Outcome, readCases } from './cases';
import { peers } from './peers';
import { AFTER_RAMPS, type AfterRamps, edgeOf } from '../confirmation/candidates';
import { mean, standardError } from '../confirmation/words';

const LENGTHS = [100, 200, 400, 800];
/** The finder starts here and doubles; see `USUAL_LIMITS`. */
const DOUBLED_LENGTHS = [200, 400, 800];

type Rule = (curve: Curve) => number | null;

const ours: Rule = (curve) => findBounds([[curve]]).bounds.constantLR;

/** Markdown: the tables, then the cases that the automatic answer misses. */
export function benchBounds(folder: string): string {
  const cases = readCases(folder);
  const rules: [string, Rule][] = [['**ours, constant rate**', ours], ...Object.entries(peers)];
  return [
    `Cases: ${cases.length}. Hit: the rate lies in the good region, half a grid step allowed.`,
    '## Hit rate, single ramp',
    table(
      ['rule', ...LENGTHS.map((steps) => `N = ${steps}`), 'too high, N = 200'],
      rules.map(([name, rule]) => singleRow(name, rule, cases)),
    ),
    '## Median of the seeds',
    table(
      ['rule', ...LENGTHS.map((steps) => `N = ${steps}`)],
      [
        ['**ours, constant rate**', ...LENGTHS.map((steps) => share(ofSeeds(cases, steps)))],
        ...Object.entries(peers).map(([name, rule]) => [
          name,
          ...LENGTHS.map((steps) => share(medians(rule, cases, steps))),
        ]),
      ],
    ),
    '## Doubling from 200 until settled, three seeds',
    doubling(cases),
    '## Rules that might take the place of ours',
    candidates(cases),
    '## Plain SGD, with the usual shares of the edge and with its own',
    plainSgd(cases.filter((one) => one.plainSgd)),
  ].join('\n\n');
}

function singleRow(name: string, rule: Rule, cases: readonly Case[]): string[] {
  const at = (steps: number) =>
    cases.flatMap(({ ramps, truth }) => (ramps.get(steps) ?? []).map((curve) => judge(rule(curve), truth)));
  const high = at(200).filter((outcome) => outcome === 'too high').length / at(200).length;
  return [name, ...LENGTHS.map((steps) => share(at(steps))), high.toFixed(2)];
}

function medians(rule: Rule, cases: readonly Case[], steps: number): Outcome[] {
  return cases.map(({ ramps, truth }) => {
    const rates = (ramps.get(steps) ?? []).map(rule).filter((rate) => rate !== null);
    rates.sort((a, b) => a - b);
    return judge(rates.length > 1 ? (rates[Math.floor(rates.length / 2)] ?? null) : null, truth);
  });
}

/** Our answer from all seeds of one length, which pools them where each is too noisy. */
function ofSeeds(cases: readonly Case[], steps: number): Outcome[] {
  return cases.map(({ ramps, truth }) =>
    judge(findBounds([ramps.get(steps) ?? []]).bounds.constantLR, truth),
  );
}

function doubling(cases: readonly Case[]): string {
  const rows = cases.map(({ id, ramps, truth, plainSgd, stepsPerEpoch }) => {
    const answer = findBounds(doubledRamps(ramps), { plainSgd, stepsPerEpoch });
    const { constantLR } = answer.bounds;
    return {
      outcome: judge(constantLR, truth),
      settled: answer.settled === true,
      cells: [
        id,
        constantLR === null ? '-' : constantLR.toPrecision(3),
        `${truth.goodLo} to ${truth.goodHi}`,
        judge(constantLR, truth),
        `${DOUBLED_LENGTHS[answer.level]}${answer.settled ? '' : ', not settled'}`,
        answer.flags.join(', '),
      ],
    };
  });
  const settled = rows.filter((row) => row.settled).length / rows.length;
  return [
    `Hit rate **${share(rows.map((row) => row.outcome))}**, settled ${settled.toFixed(2)}.`,
    table(
      ['case', 'constant rate', 'good region', 'outcome', 'steps', 'flags'],
      rows.map((row) => row.cells),
    ),
  ].join('\n\n');
}

function doubledRamps(ramps: Case['ramps']): Curve[][] {
  return DOUBLED_LENGTHS.map((steps) => ramps.get(steps) ?? []);
}

/** Those of `bench/confirmation`, each read off the length that the product would take. */
function candidates(cases: readonly Case[]): string {
  const all: Record<string, AfterRamps> = {
    '**ours**': (edgeLR) => USUAL_SHARES.constant * edgeLR,
    ...AFTER_RAMPS,
  };
  const rows = Object.entries(all).map(([name, rule]) => {
    const judged = cases.map(({ ramps, truth, plainSgd, stepsPerEpoch }) => {
      const levels = doubledRamps(ramps);
      const answer = findBounds(levels, { plainSgd, stepsPerEpoch });
      const edge = edgeOf(answer);
      const rate = edge && rule(edge, levels[answer.level] ?? [], plainSgd);
      return { outcome: judge(rate, truth), loss: 100 * lossOf(rate, truth) };
    });
    const known = judged.map(({ loss }) => loss).filter(Number.isFinite);
    const [outcomes, error] = [judged.map(({ outcome }) => outcome), standardError(known).toFixed(2)];
    const hits = `${outcomes.filter((outcome) => outcome === 'hit').length} of ${cases.length}`;
    return [name, hits, `${mean(known).toFixed(2)} ± ${error}`, Math.max(...known).toFixed(1)];
  });
  return table(['constant rate', 'right', 'points lost', 'worst'], rows);
}

/** What each share would cost, and what the product gives: the higher one to classifiers that see little data twice. */
function plainSgd(cases: readonly Case[]): string {
  const rows = cases.map(({ id, truth, ramps, stepsPerEpoch }) => {
    const { edgeLR, flags, bounds } = findBounds(doubledRamps(ramps), { plainSgd: true, stepsPerEpoch });
    const of = ({ constant }: Shares) => (edgeLR === null ? null : constant * edgeLR);
    const rates = [of(USUAL_SHARES), of(PLAIN_SGD_SHARES), bounds.constantLR];
    return { id, truth, flags, rates, losses: rates.map((rate) => lossOf(rate, truth)) };
  });
  const cells = rows.map(({ id, truth, flags, rates, losses }) => [
    id,
    `${truth.goodLo} to ${truth.goodHi}`,
    ...rates.map((rate, i) => `${rate?.toPrecision(2) ?? '-'}: ${judge(rate, truth)}, ${points(losses[i])}`),
    flags.join(', '),
  ]);
  const sums = [0, 1, 2].map((i) => {
    const hits = rows.filter(({ rates, truth }) => judge(rates[i] ?? null, truth) === 'hit').length;
    const known = rows.map(({ losses }) => losses[i] ?? NaN).filter(Number.isFinite);
    return `${hits} of ${rows.length} hit, ${points(known.reduce((sum, loss) => sum + loss, 0) / known.length)}`;
  });
  const head = ['case', 'good region', '0.4 of the edge: points lost', '0.8', 'the product', 'flags'];
  return table(head, [...cells, ['**all**', '', ...sums, '']]);
}

function points(loss: number | undefined): string {
  return loss === undefined || Number.isNaN(loss) ? '-' : (100 * loss).toFixed(1);
}

function share(outcomes: readonly Outcome[]): string {
  return (outcomes.filter((outcome) => outcome === 'hit').length / outcomes.length).toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
