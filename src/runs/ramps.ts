/** The ramps of a run: which are whole, which lengths there are, and what they say of the bounds. */
import {
  afterProbes,
  type BoundsAnswer,
  confirmedCandidate,
  type Curve,
  FEWEST_RAMP_STEPS,
  findBounds,
  groupByLength,
  type RampAnalysis,
} from '../tuning';
import { boundsConfirmed, confirmationIn, isProbe } from './confirmation';
import type { Experiment } from '../protocol/plan';
import { drivenOf, type Repeat, type Run, stepsDone } from './run';
import type { TrainingSeen } from '../protocol/report';

/** The recorded ramp, as far as losses were seen; accuracy is left out where the script has none. */
export function curveOf(repeat: Repeat): Curve {
  const { lr, loss, accuracy, lossUnseen } = repeat;
  const seen = <T>(values: T[]) =>
    lossUnseen.size === 0 ? values : values.filter((_, place) => !lossUnseen.has(place));
  const curve = { lr: seen(lr), loss: seen(loss) };
  return accuracy.some((value) => value !== undefined) ? { ...curve, accuracy: seen(accuracy) } : curve;
}

/**
 * A ramp has its curve when its own process said so, not merely when points exist. One whose script came to its own end
 * has it, too, if the same ramp is whole at another seed: then the script is long enough, and the rate made it give up.
 */
export function isWhole(run: Run, repeat: Repeat): boolean {
  if (repeat.lossUnseen.size === repeat.step.length && repeat.step.length > 0) return false;
  if (saysWhole(repeat)) return true;
  const { end, experiment } = repeat;
  if (end?.reason !== 'script-ended' || end.steps < FEWEST_RAMP_STEPS) return false;
  return run.repeats.some((other) => saysWhole(other) && isSameRamp(other.experiment, experiment));
}

function isSameRamp(a: Experiment, b: Experiment): boolean {
  if (a.kind !== 'range-test' || b.kind !== 'range-test') return false;
  const { shape, lo, hi, steps } = a.ramp;
  return b.ramp.shape === shape && b.ramp.lo === lo && b.ramp.hi === hi && b.ramp.steps === steps;
}

function saysWhole({ end }: Repeat): boolean {
  return end?.reason === 'ramp-complete' || end?.reason === 'diverged';
}

/** Iterations after which the script came to its own end, where its ramps were longer; null where none saw it. */
export function scriptLengthOf(run: Run): number | null {
  const ramps = run.repeats.filter((repeat) => repeat.experiment.kind === 'range-test' && !isProbe(repeat));
  const ended = ramps.filter(hasEndedByItself).map(({ step }) => step.length);
  const longest = Math.max(0, ...ramps.map(({ step }) => step.length));
  // One that gave up early because of the rate says nothing of the others.
  return ended.length > 0 && Math.max(...ended) === longest ? longest : null;
}

function hasEndedByItself({ end }: Repeat): boolean {
  return end?.reason === 'script-ended' || end?.reason === 'error';
}

/** A linear ramp is for looking at: read by itself it is a poor finder, and from 0 on it learns at once. */
export function isPicture(run: Run): boolean {
  return run.repeats.some(
    ({ experiment }) => experiment.kind === 'range-test' && experiment.ramp.shape === 'linear',
  );
}

/** Lengths that ran within the range, shortest first; a repeat's place in it is its level. */
export function lengthsOf(run: Run): number[] {
  const lengths = run.repeats.filter((repeat) => isInRange(run, repeat)).map(rampSteps);
  return [...new Set(lengths)].sort((a, b) => a - b);
}

/** Iterations the repeat was asked for. */
export function rampSteps({ experiment, lr }: Repeat): number {
  return experiment.kind === 'range-test' ? experiment.ramp.steps : lr.length;
}

/** False for ramps over a range that has since been extended. */
export function isInRange(run: Run, { experiment }: Repeat): boolean {
  if (experiment.kind !== 'range-test') return false;
  return experiment.ramp.lo === run.range.lo && experiment.ramp.hi === run.range.hi;
}

const imported = new WeakMap<Run, { steps: number; levels: Curve[][] }>();

/** Curves from a file carry no plan, so they are told apart by their speed. Asked for each ramp, so it is kept. */
function importedLevels(run: Run): Curve[][] {
  const steps = stepsDone(run);
  const known = imported.get(run);
  if (known?.steps === steps) return known.levels;
  const levels = groupByLength(run.repeats.map(curveOf));
  imported.set(run, { steps, levels });
  return levels;
}

/** Which length a ramp has, shortest first; -1 where its range has since been extended. */
export function levelOf(run: Run, repeat: Repeat): number {
  if (run.kind === 'imported') {
    return importedLevels(run).findIndex((level) => level.some((curve) => curve.lr === repeat.lr));
  }
  return isInRange(run, repeat) ? lengthsOf(run).indexOf(rampSteps(repeat)) : -1;
}

/** Finished ramps over the range, shortest length first, each length with its seeds. */
export function finishedLevels(run: Run): Curve[][] {
  if (run.kind === 'imported') return importedLevels(run);
  return finishedRepeats(run).map((level) => level.map(curveOf));
}

function finishedRepeats(run: Run): Repeat[][] {
  const finished = run.repeats.filter((repeat) => isInRange(run, repeat) && isWhole(run, repeat));
  return lengthsOf(run)
    .map((steps) => finished.filter((repeat) => rampSteps(repeat) === steps))
    .filter((level) => level.length > 0);
}

/** What short trainings came to stands beside what was read off the curve, and settles what that leaves open. */
function withConfirmed(run: Run, answer: BoundsAnswer): BoundsAnswer {
  const confirmation = confirmationIn(run);
  if (confirmation === null || confirmation.bestLR === null) return answer;
  const bounds = boundsConfirmed(run);
  if (bounds === null) return answer;
  const { candidates, ...rest } = afterProbes(answer);
  return { ...rest, candidates: [confirmedCandidate(bounds), ...candidates] };
}

const answers = new WeakMap<Run, { key: string; answer: BoundsAnswer }>();

/** What the finished ramps say; null before the first has finished. Asked for often, so it is kept. */
export function answerOf(run: Run): BoundsAnswer | null {
  const levels = finishedLevels(run);
  if (levels.length === 0) return null;
  const confirmation = confirmationIn(run);
  const confirmed = [confirmation?.bestLR, confirmation?.long?.rates.length];
  const scriptSteps = scriptLengthOf(run);
  const key = [run.range.lo, run.range.hi, levels.flat().length, ...confirmed, scriptSteps].join(' ');
  const known = answers.get(run);
  if (known?.key === key) return known.answer;
  const data = run.repeats.find((repeat) => repeat.data)?.data;
  const found = findBounds(levels, {
    stepsPerEpoch: data?.batchesPerEpoch ?? undefined,
    plainSgd: isPlainSgd(drivenOf(run)),
    scriptSteps,
    fromLog: run.kind === 'imported',
  });
  const answer = withConfirmed(run, found);
  answers.set(run, { key, answer });
  return answer;
}

/** What was found in each ramp that the answer knows. */
export function analysesOf(run: Run): Map<Repeat, RampAnalysis> {
  const answer = answerOf(run);
  const found = new Map<Repeat, RampAnalysis>();
  if (answer === null) return found;
  // A curve has other columns than its repeat where losses were not seen.
  const levels: Pick<Curve, 'lr'>[][] = run.kind === 'imported' ? importedLevels(run) : finishedRepeats(run);
  for (const repeat of run.repeats) {
    for (const [level, curves] of levels.entries()) {
      const place = curves.findIndex(({ lr }) => lr === repeat.lr);
      const analysis = answer.analyses[level]?.[place];
      if (analysis) found.set(repeat, analysis);
    }
  }
  return found;
}

/** The class has this name in both languages, and a subclass, which may do anything, has its own. */
function isPlainSgd(driven: TrainingSeen | null): boolean {
  return driven?.optimizer === 'SGD' && driven.momentum === 'none';
}
