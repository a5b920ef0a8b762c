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
  return {
    training,
    rates: findRates(script).map((rate) => rate.site),
    schedule: insertedSchedule(findInserted(script)),
    ownSchedules: findOwnSchedules(script),
    isTrainingScript: training.length > 0,
  };
}
