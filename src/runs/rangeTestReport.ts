/** A range test as one JSON object, the same fields whatever happened; null where there is no answer. */
import { analyzeReport, findBounds, toJson as encode } from '../tuning';
import { answerOf, finishedLevels } from './run';
import type { Run } from './run';

/** Which script ran on what. */
export function originOf(run: Run): { script: string; engine: string | null; framework: string | null } {
  const hello = run.repeats.find((repeat) => repeat.hello)?.hello ?? null;
  return {
    script: run.script,
    engine: hello?.engine.kind ?? null,
    framework: hello && `${hello.framework.name} ${hello.framework.version}`,
  };
}

export function findReport(run: Run): string {
  const { problem } = run;
  const report = analyzeReport(finishedLevels(run), originOf(run), answerOf(run) ?? findBounds([]));
  return encode({ ...report, verdict: problem?.title ?? report.verdict, problem });
}
