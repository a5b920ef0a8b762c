/**
 * Other ways from an analysed ramp to its edge, tried against the rule's weak spots and not kept: each case is judged
 * by the idea that was best on all the others.
 */
import { analyzeRamp, type RampAnalysis } from '../../src/tuning';
import { type Case, judge, readCases } from './cases';

/** The rule's own share of the edge for a constant rate. */
const CONSTANT_SHARE = 0.4;
const LENGTHS = [100, 200, 400, 800];

type Idea = (ramp: RampAnalysis, edgeLR: number) => number;

const IDEAS: Record<string, Idea> = {
  'as it is': (_, edgeLR) => edgeLR,
  "the accuracy's edge where it is higher": (ramp, edgeLR) => Math.max(edgeLR, accuracyEdge(ramp) ?? 0),
  "half way to the accuracy's edge where it is higher": (ramp, edgeLR) =>
    halfWay(edgeLR, accuracyEdge(ramp) ?? edgeLR),
  'further for a gentle fall, by a fifth of its width': (ramp, edgeLR) =>
    edgeLR * 10 ** (0.2 * (ramp.widthDecades ?? 0)),
  'half way to the last good loss': (ramp, edgeLR) => halfWay(edgeLR, lastGood(ramp) ?? edgeLR),
  'a lag of two steps instead of four': (ramp, edgeLR) => ramp.lr[(ramp.edgeIndex ?? 0) - 2] ?? edgeLR,
  'a share of 0.44 instead of 0.4': (_, edgeLR) => 1.1 * edgeLR,
};

/** Markdown: hit rate of each idea by the ramp's length, then of the idea chosen with each case left out. */
export function compareIdeas(folders: readonly string[]): string {
  const cases = folders.flatMap(readCases);
  const names = Object.keys(IDEAS);
  const scores = new Map(names.map((name) => [name, cases.map((one) => hitRates(one, IDEAS[name] as Idea))]));
  const of = (name: string) => scores.get(name) ?? [];
  const leftOut = cases.map((_, held) => {
    const others = (name: string) =>
      mean(
        of(name)
          .filter((__, i) => i !== held)
          .flat(),
      );
    const chosen = names.reduce((best, name) => (others(name) > others(best) ? name : best));
    return of(chosen)[held] ?? [];
  });
  const row = (name: string, rates: number[][]) =>
    `| ${[name, ...LENGTHS.map((_, i) => mean(rates.map((rate) => rate[i] ?? NaN)).toFixed(2))].join(' | ')} |`;
  return [
    `Cases: ${cases.length}, one ramp each.\n`,
    `| idea | ${LENGTHS.map((steps) => `N = ${steps}`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(LENGTHS.length)}`,
    ...names.map((name) => row(name, of(name))),
    row('best of them on the other cases', leftOut),
  ].join('\n');
}

/** Share of the seeds that hit, by the ramp's length. */
function hitRates({ ramps, truth }: Case, idea: Idea): number[] {
  return LENGTHS.map((steps) =>
    mean(
      (ramps.get(steps) ?? []).map((curve) => {
        const ramp = analyzeRamp(curve);
        const rate = ramp.edgeLR === null ? null : CONSTANT_SHARE * idea(ramp, ramp.edgeLR);
        return judge(rate, truth) === 'hit' ? 1 : 0;
      }),
    ),
  );
}

function accuracyEdge({ accuracy }: RampAnalysis): number | null {
  return accuracy?.edgeLR ?? null;
}

/** Rate of the last step at which the loss was within a tenth of its gain of the best. */
function lastGood({ loss, lr }: RampAnalysis): number | null {
  if (loss === null) return null;
  const best = loss.smoothed[loss.minimumIndex] ?? NaN;
  return lr[loss.smoothed.findLastIndex((value) => value <= best + 0.1 * loss.gain)] ?? null;
}

function halfWay(a: number, b: number): number {
  return Math.sqrt(a * Math.max(a, b));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
