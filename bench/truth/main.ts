/** Trains every case by the product's own runner, trainer and embedded engine, and judges the rules by the result. */
import path from 'node:path';
import { runPool } from '../../src/experiments/taskPool';
import { prepareLaunch } from '../../src/runner';
import type { Case } from '../bounds/cases';
import { type TrainingCase, CASES, scriptArguments } from './cases';
import { dataFile, prepareData } from './data';
import { Jobs, type RecordedRamp } from './jobs';
import { markdown, type MeasuredCase, recordCases, resultOf } from './report';
import { findTruth } from './truth';

export interface Place {
  root: string;
  /** A copy of the built trainer: a build meanwhile must not change what is measured. */
  distFolder: string;
  /** Where data, trainings and recorded cases are kept. */
  cache: string;
}

const RAMP_LENGTHS = [100, 200, 400, 800];
/** Not the seeds of the constant rates. */
const RAMP_SEEDS = [10, 11, 12];
/** Each process trains with one thread. */
const CASES_AT_ONCE = 2;

/**
 * @param wanted ids of cases; none for all
 * @returns Markdown, or everything but the curves as JSON
 */
export async function benchTruth(place: Place, wanted: readonly string[], asJson: boolean): Promise<string> {
  const measured = await measureCases(place, wanted);
  const recorded = path.join(place.cache, 'recorded');
  const curves = new Map((await recordCases(measured, recorded)).map((one) => [one.id, one]));
  const results = measured.map((one) => resultOf(one, curves.get(one.id) as Case));
  return asJson ? JSON.stringify(results) : markdown(results, recorded);
}

async function measureCases(place: Place, wanted: readonly string[]): Promise<MeasuredCase[]> {
  const data = path.join(place.cache, 'data');
  await prepareData(place.root, data);
  const cases = CASES.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const measured = new Map<string, MeasuredCase>();
  const tasks = cases.map((one) => async () => {
    measured.set(one.id, await measureCase(one, dataFile(data, one.data), place));
    console.error(`${measured.size} of ${cases.length}: ${one.id}`);
  });
  await runPool(tasks, () => CASES_AT_ONCE);
  return cases.map(({ id }) => measured.get(id)).filter((one) => one !== undefined);
}

async function measureCase(one: TrainingCase, file: string, place: Place): Promise<MeasuredCase> {
  const launch = await prepareLaunch(
    {
      script: path.join(place.root, 'bench/truth/case.js'),
      args: scriptArguments(one, file),
      cwd: null,
      env: {},
      runtimePath: null,
      runtimeArgs: [],
    },
    place.distFolder,
  );
  const jobs = new Jobs(launch, path.join(place.cache, 'trainings', one.id));
  const ramps: RecordedRamp[] = [];
  for (const steps of RAMP_LENGTHS) {
    for (const seed of RAMP_SEEDS) ramps.push(await jobs.ramp(steps, seed));
  }
  return { ...one, truth: await findTruth((lr, seed) => jobs.train(lr, seed)), ramps };
}
