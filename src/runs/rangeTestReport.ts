/** A range test as one JSON object, the same fields whatever happened; null where there is no answer. */
import { analyzeReport, type Bounds, findBounds, textOf } from '../tuning';
import { confirmationReport, confirmationSays } from './confirmation';
import { validationOfRamps } from './rampValidation';
import { answerOf, finishedLevels, isPicture } from './ramps';
import { type Run, warningsOf } from './run';
import { chosenOf, constantRateOf } from './standing';
import { toJson as encode } from '../protocol/numbers';

/** Which script ran on what. */
export function originOf(run: Run): { script: string; engine: string | null; framework: string | null } {
  const hello = run.repeats.find((repeat) => repeat.hello)?.hello ?? null;
  return {
    script: run.script,
    engine: hello?.engine.kind ?? null,
    framework: hello && `${hello.framework.name} ${hello.framework.version}`,
  };
}

/** Linear ramps are drawn and not judged. */
export const PICTURE_NOTE =
  "A linear ramp, the picture of Smith's paper. For bounds, run find without --linear.";

const CANCELLED = 'Cancelled before a ramp was whole: there is nothing to judge.';

const NOT_JUDGED = {
  bounds: { baseLR: null, maxLR: null, constantLR: null },
  flags: [],
  verdict: PICTURE_NOTE,
  edgeIndex: null,
  onsetIndex: null,
  minimumIndex: null,
  band: null,
  settled: null,
  candidates: [],
  advice: [],
  ramps: [],
};

/** @param refused why short trainings were asked for and not begun; null where there is nothing to say */
export function findReport(run: Run, refused: string | null = null): string {
  const { problem, status } = run;
  const answer = answerOf(run);
  const judged = analyzeReport(finishedLevels(run), originOf(run), answer ?? findBounds([]));
  const report = isPicture(run) ? { ...judged, ...NOT_JUDGED } : judged;
  const validation = validationOfRamps(run);
  const confirmation =
    refused === null ? confirmationReport(run) : { status: 'refused', sentence: `Not confirmed. ${refused}` };
  const says = confirmationSays(run);
  const verdict = status === 'cancelled' && answer === null ? CANCELLED : report.verdict;
  return encode({
    ...report,
    bounds: boundsOffered(run, report.bounds),
    verdict: problem?.title ?? [verdict, ...(says ? [textOf(says)] : [])].join(' '),
    notices: warningsOf(run),
    problem,
    // Only where it was asked for: an analysis of the same curves knows nothing of it.
    ...(confirmation && { confirmation }),
    ...(validation.length > 0 && { validation }),
  });
}

/** Where short trainings moved them, those stand in place of the curve's. */
export function boundsOffered(run: Run, ofCurve: Bounds): Bounds {
  const chosen = chosenOf(run);
  if (chosen?.by !== 'confirmed') return ofCurve;
  return { baseLR: chosen.baseLR, maxLR: chosen.maxLR, constantLR: constantRateOf(run) };
}
