/** How an experiment runs the script, whatever it is about. */
import type { Log, ScriptLaunch } from '../runner';
import type { EngineChoice } from '../protocol/plan';
import type { PageLoading } from './pageLoading';

export interface ScriptRun {
  script: ScriptLaunch;
  /** Where the built trainers lie. */
  distFolder: string;
  engine: EngineChoice;
  /** Threads of the embedded engine; 0 shares the cores among the processes that run at once. */
  threads: number;
  /** Processes that run at once; 0 or left out goes by what they share: a launcher's ports, a device, the cores. */
  atOnce?: number;
  /** The training to drive where the script has several (`TrainingSeen.id`); null takes the first that trains. */
  training: string | null;
  /** The page that shows the run, where there is one: it loads before the script starts. */
  page?: PageLoading;
  /**
   * What the script prints, for whoever wants to read it.
   * @param repeat its index in the run; left out where the process only tells of the script
   */
  output?: (text: string, repeat?: number) => void;
  /** What is done to run it; left out, nothing is logged. */
  log?: Log;
}
