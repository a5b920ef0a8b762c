/**
 * Which trainings a script has, before one is chosen: several models, phases of transfer learning, folds, a search.
 * The script runs once at its own rates with each `fit` cut to one epoch. A hand-written loop cannot be cut from
 * outside, so the time is limited.
 */
import { prepareLaunch, runTrainer } from '../runner';
import type { ScriptLaunch } from '../runner';
import type { EngineChoice, OptimizerSeen, Plan } from '../protocol/messages';
import { PROTOCOL_VERSION } from '../protocol/messages';
import { ProblemError } from '../protocol/problems';
import type { Problem } from '../protocol/problems';

export interface SurveyRequest {
  script: ScriptLaunch;
  /** Where the built trainer lies. */
  distFolder: string;
  engine: EngineChoice;
  /** Threads of the embedded engine; 0 takes one. */
  threads: number;
  /** Milliseconds after which what was seen so far has to do. */
  longest: number;
  /** What the script prints, for whoever wants to read it. */
  output?: (text: string) => void;
}

export interface Survey {
  /** In the order in which they begin; `id` is what a plan's `role` takes. */
  trainings: OptimizerSeen[];
  /** False where time was up, so that more may follow. */
  complete: boolean;
  /** Why the script ended before its end; what had been seen by then stands. */
  problem: Problem | null;
}

/** Never rejects for what the script does. Aborting the signal ends it; what was seen by then is returned. */
export async function surveyTrainings(request: SurveyRequest, signal: AbortSignal): Promise<Survey> {
  const trainings: OptimizerSeen[] = [];
  const timeUp = AbortSignal.timeout(request.longest);
  try {
    const launch = await prepareLaunch(request.script, request.distFolder);
    const { problem, cancelled } = await runTrainer(
      launch,
      surveyPlan(request),
      {
        message: (message) => void (message.type === 'optimizer' && trainings.push(message)),
        output: (text) => request.output?.(text),
      },
      AbortSignal.any([signal, timeUp]),
    );
    return { trainings, complete: !cancelled && problem === null, problem };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { trainings, complete: false, problem: error.problem };
  }
}

function surveyPlan({ engine, threads }: SurveyRequest): Plan {
  return {
    v: PROTOCOL_VERSION,
    experiment: { kind: 'survey' },
    seed: 0,
    engine,
    threads: threads || 1,
    allowSave: false,
    role: null,
    reportFile: null,
  };
}
