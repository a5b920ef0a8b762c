/** Trainings and comparisons of real scripts, as the editor and the terminal run them. */
import path from 'node:path';
import { runComparison, runTraining, Session } from '../../../src/experiments';
import type { ScriptRun } from '../../../src/experiments';
import type { ScriptLaunch } from '../../../src/runner';
import type { Repeat, Run, RunWriter, TrainingRequest } from '../../../src/runs';
import { dist, launchOf, scripts } from '../harness';

export const usual: TrainingRequest = {
  bounds: { baseLR: 0.01, maxLR: 0.04 },
  policies: ['triangular'],
  stepSize: null,
  seeds: 1,
  allowSave: false,
};

export function trainingLaunch(script: string, more: Partial<ScriptLaunch> = {}): ScriptRun {
  return {
    script: launchOf(path.resolve(scripts, script), more),
    distFolder: dist,
    engine: 'embedded',
    training: null,
    threads: 1,
  };
}

export function newSession(
  kind: 'training' | 'comparison',
  script: string,
  asked: Partial<TrainingRequest> = {},
  writer: RunWriter | null = null,
): Session {
  const request = { ...usual, ...asked };
  const session = new Session(writer);
  const { baseLR, maxLR } = request.bounds;
  session.record({
    type: 'created',
    id: 'test',
    kind,
    name: script,
    script: path.resolve(scripts, script),
    startedAt: Date.now(),
    range: { lo: baseLR, hi: maxLR },
  });
  session.record({ type: 'training-asked', request });
  return session;
}

export async function train(
  script: string,
  asked: Partial<TrainingRequest> = {},
  more: Partial<ScriptLaunch> = {},
): Promise<Run> {
  const session = newSession('training', script, asked);
  await runTraining(trainingLaunch(script, more), session);
  return session.run;
}

export async function compare(script: string, asked: Partial<TrainingRequest> = {}): Promise<Run> {
  const session = newSession('comparison', script, asked);
  await runComparison(trainingLaunch(script), session);
  return session.run;
}

export function repeatOf(run: Run, arm: string, seed = 0): Repeat {
  const found = run.repeats.find((repeat) => repeat.arm === arm && repeat.seed === seed);
  if (!found) throw new Error(`${arm} at seed ${seed} was not trained.`);
  return found;
}
