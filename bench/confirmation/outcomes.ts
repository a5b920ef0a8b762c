/** How far below the best each suggestion ends, case by case. */
import { judge, type Outcome } from '../bounds/cases';
import {
  DECIDING_CASES,
  FOURTH_CASES,
  type FreshCase,
  FRESH_CASES,
  HELD_OUT_CASES,
  LATEST_CASES,
} from './cases';
import { findAll, findCandidates, findFromElsewhere, findOurs, OWN } from './finders';
import { rateFree, RATE_FREE_NAMES, type RateFree, truthOf, WITH_SEARCH } from './measure';
import { NotTrained, Records, Trainee } from './trainee';
import type { MeasuredTruth } from './truth';
import { CONSTANT, CYCLE, LATER_WAYS, rateFor, type Suggestion, type Way } from './ways';

export interface CaseResult {
  readonly one: FreshCase;
  readonly suggestions: readonly Suggestion[];
  /** By the way to train; undefined where it was not trained. */
  readonly truth: (way: Way) => MeasuredTruth | undefined;
  /** Undefined where it was not trained. */
  readonly rateFree: (name: RateFree, steps: number) => number | undefined;
}

export interface Judged {
  readonly outcome: Outcome;
  /** Score below the best; without an answer, that of the script's own rate. */
  readonly loss: number;
}

export async function recall(file: string): Promise<CaseResult[]> {
  const records = new Records(file);
  return recallEach(records, FRESH_CASES, async (trainee) => {
    const found = await findAll(trainee);
    return (await ifTrained(() => withElsewhere(trainee, found))) ?? found;
  });
}

/** What the rules of `candidates.ts` come to: on the cases that decide, and on those that suggested them. */
export async function recallCandidates(
  file: string,
): Promise<{ readonly deciding: CaseResult[]; readonly suggesting: CaseResult[] }> {
  const records = new Records(file);
  const suggesting: CaseResult[] = [];
  for (const result of await recall(file)) {
    const suggestions = await findCandidates(new Trainee(result.one, records, null));
    suggesting.push({ ...result, suggestions });
  }
  return { deciding: await recallEach(records, DECIDING_CASES, findCandidates), suggesting };
}

/** What the product does, on all cases, in the sets in which they were trained. */
export async function recallOurs(file: string): Promise<{
  readonly heldOut: CaseResult[];
  readonly fourth: CaseResult[];
  readonly latest: CaseResult[];
  readonly earlier: CaseResult[];
}> {
  const records = new Records(file);
  return {
    heldOut: await recallEach(records, HELD_OUT_CASES, findOurs),
    fourth: await recallEach(records, FOURTH_CASES, findOurs),
    latest: await recallEach(records, LATEST_CASES, findOurs),
    earlier: await recallEach(records, [...FRESH_CASES, ...DECIDING_CASES], findOurs),
  };
}

/** Those of which enough was trained to know what is suggested. */
async function recallEach(
  records: Records,
  cases: readonly FreshCase[],
  find: (trainee: Trainee) => Promise<Suggestion[]>,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of cases) {
    const trainee = new Trainee(one, records, null);
    const suggestions = await ifTrained(() => find(trainee));
    if (!suggestions) continue;
    const truths = new Map<string, MeasuredTruth>();
    for (const way of [CONSTANT, CYCLE, ...LATER_WAYS]) {
      const truth = await ifTrained(() => truthOf(trainee, suggestions, way));
      if (truth) truths.set(nameOf(way), truth);
    }
    const scores = await rateFreeScores(trainee);
    results.push({
      one,
      suggestions,
      truth: (way) => truths.get(nameOf(way)),
      rateFree: (name, steps) => scores.get(`${name} ${steps}`),
    });
  }
  return results;
}

/** Whether both ways of training are known that everything is compared by. */
export function isWhole({ truth }: CaseResult): boolean {
  return truth(CONSTANT) !== undefined && truth(CYCLE) !== undefined;
}

/** Only where their rates were trained, too. */
async function withElsewhere(trainee: Trainee, found: readonly Suggestion[]): Promise<Suggestion[]> {
  const all = [...found, ...(await findFromElsewhere(trainee))];
  for (const way of [CONSTANT, CYCLE]) await truthOf(trainee, all, way);
  return all;
}

async function rateFreeScores(trainee: Trainee): Promise<Map<string, number>> {
  const scores = new Map<string, number>();
  for (const name of RATE_FREE_NAMES) {
    for (const steps of [CONSTANT.steps, WITH_SEARCH]) {
      const score = await ifTrained(() => rateFree(trainee, name, steps));
      if (score !== undefined) scores.set(`${name} ${steps}`, score);
    }
  }
  return scores;
}

async function ifTrained<T>(recalled: () => Promise<T>): Promise<T | undefined> {
  try {
    return await recalled();
  } catch (error) {
    if (error instanceof NotTrained) return undefined;
    throw error;
  }
}

function nameOf({ use, steps }: Way): string {
  return `${use} ${steps}`;
}

/** @param factor of the suggested rate */
export function judged(result: CaseResult, finder: string, way: Way, factor = 1): Judged {
  const truth = result.truth(way);
  if (!truth) throw new Error(`${result.one.id} was not trained for ${nameOf(way)}.`);
  const of = (name: string) => rateFor(way, suggestion(result, name));
  const rate = of(finder);
  const used = rate === null ? of(OWN) : factor * rate;
  const outcome = judge(rate === null ? null : factor * rate, truth);
  return { outcome, loss: truth.best - scoreAt(used ?? NaN, truth) };
}

export function suggestion({ suggestions, one }: CaseResult, finder: string): Suggestion {
  const found = suggestions.find((each) => each.finder === finder);
  if (!found) throw new Error(`Nothing suggested by ${finder} for ${one.id}.`);
  return found;
}

/** Read off between the trained rates; that of the outermost beyond them. */
export function scoreAt(rate: number, { lr, metric }: MeasuredTruth): number {
  const above = lr.findIndex((one) => one >= rate);
  if (above === 0) return metric[0] ?? NaN;
  if (above < 0) return metric.at(-1) ?? NaN;
  const [low, high] = [lr[above - 1] ?? NaN, lr[above] ?? NaN];
  const share = Math.log(rate / low) / Math.log(high / low);
  return (1 - share) * (metric[above - 1] ?? NaN) + share * (metric[above] ?? NaN);
}
