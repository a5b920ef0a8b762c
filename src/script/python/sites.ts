import type { SyntaxTree } from '../syntax';
import type { ScriptSites } from '../types';
import { fitSites } from './fastai';
import { findInserted, insertedSchedule } from './inserted';
import { ownSchedules } from './ownSchedules';
import { findAll } from './rates/rates';
import { kerasTrainings } from './keras/training';
import { readScript } from './script';
import { trainerSites, trainingSites } from './training';

/** Everything that the editor marks in a script. */
export function findSites(tree: SyntaxTree): ScriptSites {
  const script = readScript(tree);
  const { rates, trainings } = findAll(script);
  const inserted = findInserted(script);
  const all = [
    ...trainingSites(trainings),
    ...trainerSites(script),
    ...kerasTrainings(script),
    ...fitSites(script),
  ];
  const training = all.sort((a, b) => a.start - b.start);
  return {
    training,
    rates: rates.map(({ site }) => site),
    schedule: insertedSchedule(inserted),
    ownSchedules: ownSchedules(script, inserted),
    isTrainingScript: training.length > 0,
  };
}
