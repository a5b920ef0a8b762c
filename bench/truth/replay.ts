/** Whether the sparing walk finds the good regions of the whole grid, on the recorded cases that have an accuracy. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findTruth, type MeasuredTruth } from './truth';

interface Recorded {
  id: string;
  chance: number | null;
  truth: Pick<MeasuredTruth, 'lr' | 'metric' | 'sd' | 'goodLo' | 'goodHi'>;
}

/** Three accuracies with a mean of 0 and a standard deviation of 1. */
const SPREAD = [Math.sqrt(1.5), -Math.sqrt(1.5), 0];

/** @returns one line a case */
export async function replayRecorded(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of readdirSync(folder).filter((file) => /^(?!synthetic).*\.json$/.test(file))) {
    const { id, chance, truth } = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Recorded;
    if (chance !== null) lines.push(`${id}: ${await replay(chance, truth)}`);
  }
  return lines.join('\n');
}

async function replay(chance: number, truth: Recorded['truth']): Promise<string> {
  let trainings = 0;
  const found = await findTruth((lr, seed) => {
    trainings += 1;
    const i = truth.lr.findIndex((recorded) => Math.abs(Math.log10(recorded / lr)) < 0.01);
    const spread = (SPREAD[seed] ?? 0) * (truth.sd[i] ?? 0);
    return Promise.resolve((truth.metric[i] ?? chance) + spread);
  });
  const same = found.goodLo === truth.goodLo && found.goodHi === truth.goodHi;
  return `${same ? 'same' : 'DIFFERENT'}, ${trainings} trainings instead of ${3 * truth.lr.length}`;
}
