/** A range test as one JSON object, the same fields whatever happened; null where there is no answer. */
import { analyzeReport, findBounds, toJson as encode } from '../tuning';
import { validationOfRamps } from './rampValidation';
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
  const validation = validationOfRamps(run);
  return encode({
    ...report,
    verdict: problem?.title ?? report.verdict,
    problem,
    // Only where it was asked for: an analysis of the same curves knows nothing of it.
    ...(validation.length > 0 && { validation }),
  });
}
