/** `--json`: one object, the same fields whatever happened; null where there is no answer. */
import type { Problem } from '../runner/problems';
import { finishedLevels } from '../runs';
import type { Run } from '../runs';
import { analyzeReport, findBounds, toJson } from '../tuning';
import type { BoundsAnswer } from '../tuning';

export function findReport(run: Run, answer: BoundsAnswer | null): string {
  const hello = run.repeats.find((repeat) => repeat.hello)?.hello ?? null;
  const origin = {
    script: run.script,
    engine: hello?.engine.kind ?? null,
    framework: hello && `${hello.framework.name} ${hello.framework.version}`,
  };
  const problem: Problem | null = run.problem;
  const report = analyzeReport(finishedLevels(run), origin, answer ?? findBounds([]));
  return toJson({ ...report, verdict: problem?.title ?? report.verdict, problem });
}
