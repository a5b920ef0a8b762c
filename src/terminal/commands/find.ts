/** `lr-tuner find`: progress on standard error, the answer on standard output. */
import { Option } from '@commander-js/extra-typings';
import { runConfirmation, runRangeTest } from '../../experiments';
import type { RangeTestRequest, Session } from '../../experiments';
import {
  answerOf,
  boundsOffered,
  chosenOf,
  confirmationStartOf,
  findReport,
  isInRange,
  isPicture,
  isWhole,
  lengthsOf,
  rampSteps as stepsOf,
  rampValidation,
} from '../../runs';
import type { Run, ValidationPoint } from '../../runs';
import { type BoundsAnswer, formatRate, LEAST_STEPS, MOST, USUAL_LIMITS } from '../../tuning';
import { describeConfirmation } from '../confirmation';
import { curesOf } from '../cures';
import { describeAnswer, describePicture, describeProblem } from '../describe';
import { EXIT } from '../exit';
import { newSession } from '../newSession';
import { printError, printJson, printLines, printNote } from '../page/print';
import { surfaceOf } from '../page/surface';
import { withProgress } from '../progress';
import { wayOnFromBounds } from '../wayOn';
import type { Invocation } from '../options/invocation';
import {
  type LaunchOptions,
  scriptCommand,
  trainingOption,
  type Typed,
  typedOf,
} from '../options/scriptCommand';
import { readHow, readScript } from '../options/scriptLaunch';
import { endCancelled } from '../signals';
import { count, positive, UsageError } from '../options/usage';

interface FindOptions extends LaunchOptions {
  from?: string | undefined;
  to?: number | undefined;
  steps: number;
  maxSteps: number;
  seeds: number;
  linear?: true | undefined;
  quick?: true | undefined;
  confirm?: true | undefined;
  validation?: true | undefined;
}

export function findCommand(invocation: Invocation) {
  const { ramp, maxSteps, seeds } = USUAL_LIMITS;
  return scriptCommand('find')
    .summary('a range test: bounds for the learning rate')
    .description('Runs a range test: trains while the learning rate rises and reads bounds off the curve.')
    .option('--from <lr>', `lowest rate (default: ${formatRate(ramp.lo)})`)
    .addOption(
      new Option('--to <lr>', `highest rate (default: ${formatRate(ramp.hi)})`).argParser((text) =>
        positive('to', text, MOST.rate),
      ),
    )
    .addOption(
      new Option('--steps <n>', 'iterations of the first ramp').argParser(rampSteps).default(ramp.steps),
    )
    .addOption(
      new Option('--max-steps <n>', 'double the ramp up to this many')
        .argParser((text) => count('max-steps', text, LEAST_STEPS, MOST.steps))
        .default(maxSteps),
    )
    .addOption(
      new Option('--seeds <k>', 'ramps of each length')
        .argParser((text) => count('seeds', text, 1, MOST.seeds))
        .default(seeds),
    )
    .option('--quick', 'one ramp, one seed')
    .option(
      '--confirm',
      'then train shortly at a few rates around the answer, which confirms the bounds or moves them',
    )
    .option('--validation', "also evaluate the script's validation data during each ramp")
    .option(
      '--linear',
      "raise the rate evenly from 0 to --to: the picture of Smith's paper, for a look at bounds that were found; a poor way to find them",
    )
    .addOption(trainingOption())
    .action(async (_script, options, command) => {
      const typed = typedOf(command, invocation.scriptArguments);
      invocation.ended(await find(options, typed, invocation.distFolder));
    });
}

/** @returns the exit code */
async function find(options: FindOptions, typed: Typed, distFolder: string): Promise<number> {
  const request = readRequest(options, typed, distFolder);
  if (options.confirm && options.linear) {
    throw new UsageError('--confirm needs bounds, which --linear does not look for.');
  }
  const session = newSession(request.script.script, 'range-test', request.range);
  let refusal: string | null = null;
  await withProgress(session, async () => {
    await runRangeTest(request, session);
    if (options.confirm) refusal = await confirm(request, session);
  });

  const { run } = session;
  const answer = answerOf(run);
  if (options.json) printJson(findReport(run, refusal));
  else if (answer) {
    const surface = surfaceOf(process.stdout);
    const bounds = isPicture(run) || run.problem || isCancelled(run) ? null : chosenOf(run);
    const wayOn = bounds ? wayOnFromBounds(bounds, options, typed, surface) : [];
    const validation = shownValidation(run, answer);
    const asked = { ...request, quick: options.quick === true, confirm: options.confirm === true };
    const cures = curesOf(answer, { ...asked, range: run.range });
    const shown = isPicture(run)
      ? describePicture(answer, surface, validation)
      : describeAnswer(answer, surface, validation, boundsOffered(run, answer.bounds), cures);
    printLines([...shown, ...describeConfirmation(run, surface), ...wayOn], surface.colour);
  }
  if (refusal !== null) printNote(`Not confirmed. ${String(refusal)}`);
  const problem = run.problem ?? run.confirming?.problem ?? null;
  if (problem) printError(describeProblem(problem));
  if (isCancelled(run)) return endCancelled();
  if (problem) return EXIT.failed;
  return isPicture(run) || chosenOf(run) !== null ? EXIT.bounds : EXIT.noBounds;
}

function isCancelled({ status, confirming }: Run): boolean {
  return status === 'cancelled' || confirming?.status === 'cancelled';
}

/** Short trainings after a range test that came to its end. @returns why there were none, where the answer has a reason */
async function confirm(request: RangeTestRequest, session: Session): Promise<string | null> {
  const choice = session.run.status === 'finished' ? confirmationStartOf(session.run) : null;
  if (choice?.kind === 'start') await runConfirmation(request, choice.start, session);
  return choice?.kind === 'refused' ? choice.why : null;
}

/** Of the ramp that the chart shows: the first of the length that gave the answer. */
function shownValidation(run: Run, { level }: BoundsAnswer): ValidationPoint[] {
  const steps = lengthsOf(run)[level];
  const shown = run.repeats.find(
    (repeat) => isInRange(run, repeat) && isWhole(run, repeat) && stepsOf(repeat) === steps,
  );
  return shown ? rampValidation(shown) : [];
}

function readRequest(options: FindOptions, typed: Typed, distFolder: string): RangeTestRequest {
  const { steps, quick } = options;
  return {
    script: readScript(options, typed),
    distFolder,
    ...readHow(options),
    ...readRamp(options),
    steps,
    maxSteps: quick ? steps : Math.max(steps, options.maxSteps),
    seeds: quick ? 1 : options.seeds,
    validation: options.validation === true,
    confirms: options.confirm === true,
  };
}

/** Exponential from far too low to far too high, or as in Smith's paper: evenly from nothing to a given rate. */
function readRamp({ from, to, ...options }: FindOptions): Pick<RangeTestRequest, 'range' | 'shape'> {
  const linear = options.linear === true;
  if (linear && to === undefined) {
    throw new UsageError(
      '--linear needs --to: the highest rate, a little above the max LR that find suggests.',
    );
  }
  const fromNothing = linear && Number(from ?? 0) === 0;
  const lo = fromNothing ? 0 : from === undefined ? USUAL_LIMITS.ramp.lo : positive('from', from, MOST.rate);
  const hi = to ?? USUAL_LIMITS.ramp.hi;
  if (!(lo < hi)) throw new UsageError('--from must be below --to.');
  return { range: { lo, hi }, ...(linear && { shape: 'linear' }) };
}

function rampSteps(text: string): number {
  const steps = count('steps', text, 1, MOST.steps);
  if (steps >= LEAST_STEPS) return steps;
  throw new UsageError(
    `${text} steps show no curve: at least ${LEAST_STEPS} are needed, ${USUAL_LIMITS.ramp.steps} are usual.`,
  );
}
