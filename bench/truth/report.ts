/** The measured cases as tables, and as data. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Curve, findBounds } from '../../src/tuning';
import { type Case, judge, readCases } from '../bounds/cases';
import { benchBounds } from '../bounds/main';
import type { TrainingCase } from './cases';
import type { RecordedRamp } from './jobs';
import type { MeasuredTruth } from './truth';

/** The finder starts at 200 steps and doubles. */
const DOUBLED_LENGTHS = [200, 400, 800];

export interface MeasuredCase extends TrainingCase {
  truth: MeasuredTruth;
  ramps: RecordedRamp[];
}

/** Everything about a case but its curves. */
export interface CaseResult extends Omit<MeasuredCase, 'ramps'> {
  answers: {
    /** Constant rates from one ramp each, by the ramp's length; null where there is no answer. */
    oneRamp: Record<string, (number | null)[]>;
    /** What the product answers: doubling until settled, three seeds. */
    doubled: { constantLR: number | null; settled: boolean; steps: number; flags: string[] };
  };
}

/** Keeps the cases in the form of the recorded curves, so that everything that reads those can read them. */
export async function recordCases(measured: readonly MeasuredCase[], folder: string): Promise<Case[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const one of measured) {
    await writeFile(path.join(folder, `${one.id}.json`), JSON.stringify(one));
  }
  return readCases(folder);
}

export function resultOf(measured: MeasuredCase, { ramps }: Case): CaseResult {
  const { ramps: _, ...rest } = measured;
  const oneRamp = [...ramps].map(([steps, curves]) => [steps, curves.map(constantRate)] as const);
  const doubled = findBounds(DOUBLED_LENGTHS.map((steps) => ramps.get(steps) ?? []));
  return {
    ...rest,
    answers: {
      oneRamp: Object.fromEntries(oneRamp),
      doubled: {
        constantLR: rounded(doubled.bounds.constantLR),
        settled: doubled.settled === true,
        steps: DOUBLED_LENGTHS[doubled.level] ?? NaN,
        flags: doubled.flags,
      },
    },
  };
}

function constantRate(curve: Curve): number | null {
  return rounded(findBounds([[curve]]).bounds.constantLR);
}

function rounded(rate: number | null): number | null {
  return rate === null ? null : Number(rate.toPrecision(3));
}

/** @param folder where the cases are recorded, for the hit rates of all rules */
export function markdown(results: readonly CaseResult[], folder: string): string {
  return [
    '## Case by case, our constant rate',
    table(
      [
        'case',
        'best accuracy, at',
        'good region',
        ...DOUBLED_LENGTHS.map((steps) => `one ramp, N = ${steps}`),
        'doubling, three seeds',
      ],
      results.map(row),
    ),
    benchBounds(folder),
  ].join('\n\n');
}

function row({ id, truth, answers }: CaseResult): string[] {
  const { constantLR, steps, settled } = answers.doubled;
  const single = DOUBLED_LENGTHS.map((length) =>
    (answers.oneRamp[length] ?? []).map((rate) => judge(rate, truth)).join(', '),
  );
  return [
    id,
    `${truth.best.toFixed(3)}, ${truth.bestLr}`,
    `${truth.goodLo} to ${truth.goodHi}`,
    ...single,
    `${constantLR ?? '-'}: ${judge(constantLR, truth)} (${steps}${settled ? '' : ', not settled'})`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
