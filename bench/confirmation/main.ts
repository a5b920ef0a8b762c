/** Trains what is still missing, case by case, until told to stop. */
import { FRESH_CASES } from './cases';
import { findAll, isInLaterStages, type Suggestion } from './finders';
import { rateFree, RATE_FREE_NAMES, truthOf, WITH_SEARCH } from './measure';
import { NotTrained, type Place, Records, Trainee } from './trainee';

/** One after the other, each for all cases: whenever it is stopped, what is there is whole for many of them. */
const STAGES: readonly ((trainee: Trainee, suggestions: readonly Suggestion[]) => Promise<void>)[] = [
  async (trainee, suggestions) => {
    await truthOf(trainee, suggestions, 'constant', 500);
    await truthOf(trainee, suggestions, 'cycle', 500);
    for (const optimizer of RATE_FREE_NAMES) await rateFree(trainee, optimizer, 500);
  },
  async (trainee) => {
    for (const optimizer of RATE_FREE_NAMES) await rateFree(trainee, optimizer, WITH_SEARCH);
  },
  async (trainee, suggestions) => {
    await truthOf(trainee, suggestions.filter(isInLaterStages), 'constant', 2000);
  },
  async (trainee, suggestions) => {
    await truthOf(trainee, suggestions.filter(isInLaterStages), 'one-cycle', 500);
  },
  async (trainee, suggestions) => {
    await truthOf(trainee, suggestions.filter(isInLaterStages), 'cycle', 2000);
  },
];

/** @param mayGoOn asked before every training */
export async function trainMissing(file: string, place: Place, mayGoOn: () => boolean): Promise<void> {
  const records = new Records(file);
  for (const stage of STAGES) {
    for (const one of FRESH_CASES) {
      const trainee = new Trainee(one, records, place, mayGoOn);
      const began = Date.now();
      try {
        await stage(trainee, await findAll(trainee));
      } catch (error) {
        if (error instanceof NotTrained) return;
        throw error;
      } finally {
        trainee.end();
      }
      console.log(`${one.id}: ${Math.round((Date.now() - began) / 1000)} s`);
    }
  }
}
