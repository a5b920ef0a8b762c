/** Trains what is still missing, case by case, until told to stop. */
import {
  DECIDING_CASES,
  FOURTH_CASES,
  FRESH_CASES,
  type FreshCase,
  HELD_OUT_CASES,
  LATEST_CASES,
} from './cases';
import { findAll, findCandidates, findFromElsewhere, findOurs } from './finders';
import { rateFree, RATE_FREE_NAMES, truthOf, WITH_SEARCH } from './measure';
import { NotTrained, type Place, Records, Trainee, Trainer } from './trainee';
import { CONSTANT, CYCLE, LATER_WAYS, LONGER, type Suggestion } from './ways';

type Work = (trainee: Trainee, suggestions: readonly Suggestion[]) => Promise<void>;

const judgeAll: Work = async (trainee, suggestions) => {
  for (const way of [CONSTANT, CYCLE]) await truthOf(trainee, suggestions, way);
};

const startElsewhere: Work = async (trainee, suggestions) => {
  await judgeAll(trainee, [...suggestions, ...(await findFromElsewhere(trainee))]);
};

const trainRateFree =
  (steps: number): Work =>
  async (trainee) => {
    for (const optimizer of RATE_FREE_NAMES) await rateFree(trainee, optimizer, steps);
  };

/** One after the other: whenever it is stopped, what is there is whole for many cases. */
const STAGES: readonly { readonly cases: number; readonly work: Work }[] = [
  ...[20, FRESH_CASES.length].flatMap((cases) =>
    [trainRateFree(CONSTANT.steps), judgeAll, startElsewhere].map((work) => ({ cases, work })),
  ),
  { cases: FRESH_CASES.length, work: trainRateFree(WITH_SEARCH) },
  ...LATER_WAYS.map((way) => ({
    cases: FRESH_CASES.length,
    work: async (trainee: Trainee, suggestions: readonly Suggestion[]): Promise<void> => {
      await truthOf(trainee, suggestions, way);
    },
  })),
];

/** @param mayGoOn asked before every training */
export async function trainMissing(file: string, place: Place, mayGoOn: () => boolean): Promise<void> {
  const records = new Records(file);
  const told = (one: FreshCase) => {
    console.log(`${new Date().toTimeString().slice(0, 8)} ${one.id}`);
  };
  const trainer = new Trainer(place, mayGoOn);
  try {
    for (const one of [...HELD_OUT_CASES, ...FOURTH_CASES, ...LATEST_CASES]) {
      const trainee = new Trainee(one, records, trainer);
      await judgeAll(trainee, await findOurs(trainee));
      told(one);
    }
    // Each table is of a few finders, and which rates must be known depends on them.
    for (const one of [...DECIDING_CASES, ...FRESH_CASES]) {
      const trainee = new Trainee(one, records, trainer);
      await judgeAll(trainee, await findCandidates(trainee));
      await judgeAll(trainee, await findOurs(trainee));
      told(one);
    }
    for (const one of HELD_OUT_CASES) {
      const trainee = new Trainee(one, records, trainer);
      await truthOf(trainee, await findOurs(trainee), LONGER);
      told(one);
    }
    for (const { cases, work } of STAGES) {
      for (const one of FRESH_CASES.slice(0, cases)) {
        const trainee = new Trainee(one, records, trainer);
        await work(trainee, await findAll(trainee));
        told(one);
      }
    }
  } catch (error) {
    if (!(error instanceof NotTrained)) throw error;
  } finally {
    trainer.end();
  }
}
