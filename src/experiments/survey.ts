/**
 * Which trainings a script has, before one is chosen: several models, phases of transfer learning, folds, a search.
 * The script runs once at its own rates with each `fit` cut to one epoch. A hand-written loop cannot be cut from
 * outside, so the time is limited.
 */
import type { Asked } from '../protocol/plan';
import type { Problem } from '../protocol/problems';
import type { DataSeen, TrainerMessage, TrainingSeen } from '../protocol/report';
import { prepareLaunch, runChild } from '../runner';
import { lengthFrom } from '../runs';
import { problemOf } from './ending';
import type { ScriptRun } from './scriptRun';

export interface SurveyRequest extends Omit<ScriptRun, 'training'> {
  /** Milliseconds after which what was seen so far has to do. */
  longest: number;
}

export interface SurveyedTraining extends TrainingSeen {
  /** Updates that it is to make by the script's own epochs; null where the script does not say. */
  iterations: number | null;
}

export interface Survey {
  /** In the order in which they begin; `id` is what a plan's `training` takes. */
  trainings: SurveyedTraining[];
  /** False where time was up, so that more may follow. */
  complete: boolean;
  /** Why the script ended before its end; what had been seen by then stands. */
  problem: Problem | null;
}

/** Never rejects for what the script does. Aborting the signal ends it; what was seen by then is returned. */
export async function surveyTrainings(request: SurveyRequest, signal: AbortSignal): Promise<Survey> {
  const list = new TrainingList();
  const timeUp = AbortSignal.timeout(request.longest);
  try {
    const launch = await prepareLaunch(request.script, request.distFolder, request.log);
    const { problem, cancelled } = await runChild(
      launch,
      askedOf(request),
      { message: (message) => list.add(message), output: (text) => request.output?.(text), log: request.log },
      AbortSignal.any([signal, timeUp]),
    );
    return { trainings: list.trainings, complete: !cancelled && problem === null, problem };
  } catch (error) {
    return { trainings: list.trainings, complete: false, problem: problemOf(error) };
  }
}

class TrainingList {
  private readonly found: SurveyedTraining[] = [];
  /** Said since the latest training began, so it is about the next one. */
  private data: DataSeen | null = null;

  /** Processes are read one after the other, so those of several come in no order. */
  get trainings(): SurveyedTraining[] {
    return [...this.found].sort((a, b) => Number(a.id) - Number(b.id));
  }

  add(message: TrainerMessage): void {
    if (message.type === 'data') this.data = message;
    if (message.type !== 'training') return;
    this.found.push({ ...message, iterations: lengthFrom(this.data)?.totalSteps ?? null });
    this.data = null;
  }
}

function askedOf({ engine, threads }: SurveyRequest): Asked {
  return {
    experiment: { kind: 'survey' },
    seed: 0,
    engine,
    threads: threads || 1,
    allowSave: false,
    training: null,
  };
}
