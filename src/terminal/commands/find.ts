/** `lr-tuner find`: progress on standard error, the answer on standard output. */
import { runRangeTest } from '../../experiments';
import type { RangeTestRequest } from '../../experiments';
import {
  answerOf,
  findReport,
  isInRange,
  isPicture,
  isWhole,
  lengthsOf,
  rampSteps,
  rampValidation,
} from '../../runs';
import type { Run, ValidationPoint } from '../../runs';
import { type BoundsAnswer, MOST, USUAL_LIMITS } from '../../tuning';
import { describeAnswer, describePicture, describeProblem } from '../describe';
import { EXIT } from '../exit';
import { newSession } from '../newSession';
import { print, printError, printJson } from '../print';
import { withProgress } from '../progress';
import { LAUNCH_OPTIONS, readHow, readScript } from '../scriptLaunch';
import { positiveInteger, positiveNumber, readCommandLine, UsageError } from '../usage';
import type { CommandLine } from '../usage';

const OPTIONS = {
  ...LAUNCH_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
  steps: { type: 'string' },
  'max-steps': { type: 'string' },
  seeds: { type: 'string' },
  linear: { type: 'boolean' },
  quick: { type: 'boolean' },
  validation: { type: 'boolean' },
} as const;

export async function find(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const request = readRequest(line, distFolder);
  const session = newSession(request.script.script, 'range-test', request.range);
  await withProgress(session, () => runRangeTest(request, session));

  const { run } = session;
  const answer = answerOf(run);
  if (line.values['json']) printJson(findReport(run));
  else if (answer) {
    const describe = isPicture(run) ? describePicture : describeAnswer;
    print(describe(answer, shownValidation(run, answer)));
  }
  if (run.problem) printError(describeProblem(run.problem));
  if (run.status === 'cancelled') return EXIT.cancelled;
  if (run.problem) return EXIT.failed;
  return isPicture(run) || answer?.bounds.maxLR != null ? EXIT.bounds : EXIT.noBounds;
}

/** Of the ramp that the chart shows: the first of the length that gave the answer. */
function shownValidation(run: Run, { level }: BoundsAnswer): ValidationPoint[] {
  const steps = lengthsOf(run)[level];
  const shown = run.repeats.find(
    (repeat) => isInRange(run, repeat) && isWhole(run, repeat) && rampSteps(repeat) === steps,
  );
  return shown ? rampValidation(shown) : [];
}

function readRequest(line: CommandLine, distFolder: string): RangeTestRequest {
  const script = readScript(line, 'find');
  const quick = line.values['quick'] === true;
  const steps = positiveInteger(line, 'steps', USUAL_LIMITS.ramp.steps, MOST.steps);
  return {
    script,
    distFolder,
    ...readHow(line),
    ...readRamp(line),
    steps,
    maxSteps: quick
      ? steps
      : Math.max(steps, positiveInteger(line, 'max-steps', USUAL_LIMITS.maxSteps, MOST.steps)),
    seeds: quick ? 1 : positiveInteger(line, 'seeds', USUAL_LIMITS.seeds, MOST.seeds),
    validation: line.values['validation'] === true,
  };
}

/** Exponential from far too low to far too high, or as in Smith's paper: evenly from nothing to a given rate. */
function readRamp(line: CommandLine): Pick<RangeTestRequest, 'range' | 'shape'> {
  const linear = line.values['linear'] === true;
  if (linear && line.values['to'] === undefined) {
    throw new UsageError(
      '--linear needs --to: the highest rate, a little above the max LR that find suggests.',
    );
  }
  const fromNothing = linear && Number(line.values['from'] ?? 0) === 0;
  const lo = fromNothing ? 0 : positiveNumber(line, 'from', USUAL_LIMITS.ramp.lo, MOST.rate);
  const hi = positiveNumber(line, 'to', USUAL_LIMITS.ramp.hi, MOST.rate);
  if (!(lo < hi)) throw new UsageError('--from must be below --to.');
  return { range: { lo, hi }, ...(linear && { shape: 'linear' }) };
}
