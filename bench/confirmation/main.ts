/** Trains what is still missing, case by case, until told to stop. */
import { FRESH_CASES } from './cases';
import { findAll, findFromElsewhere } from './finders';
import { rateFree, RATE_FREE_NAMES, truthOf, WITH_SEARCH } from './measure';
import { NotTrained, type Place, Records, Trainee, Trainer } from './trainee';
import { CONSTANT, CYCLE, LATER_WAYS, type Suggestion } from './ways';

type Stage = (trainee: Trainee, suggestions: readonly Suggestion[]) => Promise<void>;

/** One after the other, each for all cases: whenever it is stopped, what is there is whole for many of them. */
const STAGES: readonly Stage[] = [
  async (trainee, suggestions) => {
    for (const way of [CONSTANT, CYCLE]) await truthOf(trainee, suggestions, way);
  },
  async (trainee, suggestions) => {
    const all = [...suggestions, ...(await findFromElsewhere(trainee))];
    for (const way of [CONSTANT, CYCLE]) await truthOf(trainee, all, way);
  },
  async (trainee) => {
    for (const steps of [CONSTANT.steps, WITH_SEARCH]) {
      for (const optimizer of RATE_FREE_NAMES) await rateFree(trainee, optimizer, steps);
    }
  },
  ...LATER_WAYS.map((way): Stage => async (trainee, suggestions) => {
    await truthOf(trainee, suggestions, way);
  }),
];

/** @param mayGoOn asked before every training */
export async function trainMissing(file: string, place: Place, mayGoOn: () => boolean): Promise<void> {
  const records = new Records(file);
  const trainer = new Trainer(place, mayGoOn);
  try {
    for (const stage of STAGES) {
      for (const one of FRESH_CASES) {
        const trainee = new Trainee(one, records, trainer);
        await stage(trainee, await findAll(trainee));
        console.log(`${new Date().toTimeString().slice(0, 8)} ${one.id}`);
      }
    }
  } catch (error) {
    if (!(error instanceof NotTrained)) throw error;
  } finally {
    trainer.end();
  }
}
