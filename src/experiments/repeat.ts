/** One process of an experiment, recorded as it goes. */
import path from 'node:path';
import { markOf, runChild } from '../runner';
import type { Launch, ChildOutcome } from '../runner';
import { type Repeat, timeIn } from '../runs';
import type { ScriptRun } from './scriptRun';
import type { Session } from './session';
import { StepBatcher } from './stepBatcher';
import type { Asked } from '../protocol/plan';
import type { Step, Warning } from '../protocol/report';

export interface RepeatRequest {
  launch: Launch;
  asked: Asked;
  seed: number;
  /** What a training compares. */
  arm?: string;
  /** Looks at the losses so far, in order; once it says so, the process is ended, as one that diverged. */
  isLost?: (losses: readonly number[]) => boolean;
  output: ScriptRun['output'];
  log: ScriptRun['log'];
}

/** @returns the repeat's index in the run, and how its process ended; the outcome holds the problem */
export async function recordRepeat(
  { launch, asked, seed, arm, isLost, output, log }: RepeatRequest,
  session: Session,
): Promise<{ repeat: number; outcome: ChildOutcome }> {
  const repeat = session.run.repeats.length;
  const mark = markOf(launch.script);
  const isOther = ({ scriptMark }: Repeat): boolean => scriptMark !== null && scriptMark !== mark;
  const isChanged = mark !== null && session.run.repeats.some(isOther);
  session.record({
    type: 'repeat',
    repeat,
    seed,
    experiment: asked.experiment,
    ...(arm !== undefined && { arm }),
    ...(mark !== null && { scriptMark: mark }),
    at: timeIn(session.run),
  });
  if (isChanged)
    session.record({ type: 'trainer', repeat, message: changed(launch.script), at: timeIn(session.run) });
  const batcher = new StepBatcher((steps) =>
    session.record({ type: 'steps', repeat, steps, at: timeIn(session.run) }),
  );
  const lost = new LostWatch(isLost);
  const outcome = await runChild(
    launch,
    asked,
    {
      message(message) {
        if (message.type === 'step') {
          lost.see(message);
          return batcher.add(message);
        }
        batcher.flush();
        session.record({ type: 'trainer', repeat, message, at: timeIn(session.run) });
      },
      output: (text) => output?.(text, repeat),
      log,
    },
    AbortSignal.any([session.signal, lost.signal]),
  );
  batcher.flush();
  if (lost.signal.aborted && !session.signal.aborted) recordDiverged(repeat, session);
  return { repeat, outcome };
}

/** Ends what nothing can come of any more. */
class LostWatch {
  private readonly losses: number[] = [];
  private readonly abort = new AbortController();
  readonly signal = this.abort.signal;

  constructor(private readonly isLost: RepeatRequest['isLost']) {}

  see({ loss }: Step): void {
    if (this.isLost === undefined || loss === undefined || this.signal.aborted) return;
    this.losses.push(loss);
    if (this.isLost(this.losses)) this.abort.abort();
  }
}

/** Its process was ended before it could say how it ended. */
function recordDiverged(repeat: number, session: Session): void {
  const { end = null, step = [] } = session.run.repeats[repeat] ?? {};
  if (end !== null) return;
  const message = { type: 'end', reason: 'diverged', steps: step.length } as const;
  session.record({ type: 'trainer', repeat, message, at: timeIn(session.run) });
}

/** What ran before and what runs now are not the same, and no reading of the curves together can tell. */
function changed(script: string): Warning {
  const message = `${path.basename(script)} was changed since this run began, so its curves come from different versions. Run it again for one version.`;
  return { type: 'warning', code: 'script-changed', message };
}
