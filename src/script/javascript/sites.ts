import type { SyntaxTree } from '../syntax';
import type { ScriptSites } from '../types';
import { findOwnSchedules } from './ownSchedules';
import { findRates } from './rates';
import { findInserted, insertedSchedule } from './inserted';
import { readScript } from './script';
import { findTrainingCalls, trainingSite } from './training';

/** Everything that the editor marks in a script. */
export function findSites(tree: SyntaxTree): ScriptSites {
  const script = readScript(tree);
  const training = findTrainingCalls(script).map(trainingSite);
  const rates = findRates(script);
  const inserted = findInserted(script);
  return {
    training,
    rates: rates.map((rate) => rate.site),
    schedule: insertedSchedule(inserted),
    ownSchedules: findOwnSchedules(script, rates, inserted),
    isTrainingScript: training.length > 0,
  };
}
