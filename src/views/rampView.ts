/** Ramps as a page draws them: thinned to what a plot can show, and smoothed here, where they were judged. */
import { finiteOrNull } from '../protocol/numbers';
import type { RampView, SmoothView, ValidationView } from '../protocol/panel';
import {
  analysesOf,
  curveOf,
  levelOf,
  rampSteps,
  rampValidation,
  type Repeat,
  type Run,
  stepsDone,
  type ValidationPoint,
} from '../runs';
import type { RampAnalysis } from '../tuning';

/** Points of all ramps together; a usual range test has some thousand, and more make a plot no clearer. */
const MOST_POINTS = 12_000;
/** Of a smoothed line: one for each second pixel of a wide plot. */
const LINE_POINTS = 400;

export function rampViews(run: Run): RampView[] {
  const every = thinning(stepsDone(run));
  const analyses = analysesOf(run);
  return run.repeats.map((repeat) => rampView(run, repeat, every, analyses.get(repeat)));
}

/** A ramp that has just begun. */
export function newRampView(run: Run, repeat: Repeat): RampView {
  return rampView(run, repeat, 1, undefined);
}

/** The smoothed lines of each ramp, in their order. */
export function smoothViews(run: Run): (SmoothView | null)[] {
  const analyses = analysesOf(run);
  return run.repeats.map((repeat) => smoothViewOrNull(analyses.get(repeat), rampSteps(repeat)));
}

/** Ramps over a range that was left are level -1: kept in the run, not in the picture. */
function rampView(run: Run, repeat: Repeat, every: number, analysis: RampAnalysis | undefined): RampView {
  const { lr, loss, accuracy = [] } = curveOf(repeat);
  const steps = rampSteps(repeat);
  return {
    level: levelOf(run, repeat),
    seed: repeat.seed,
    steps,
    measured: lr.length,
    every,
    lr: thinned(lr, every),
    loss: thinned(loss, every).map(finiteOrNull),
    accuracy: thinned(accuracy, every).map(finiteOrNull),
    smooth: smoothViewOrNull(analysis, steps),
    validation: rampValidation(repeat).map(validationView),
  };
}

/** A power of two, so that a page that thins a growing ramp by itself comes to the same points. */
function thinning(points: number): number {
  let every = 1;
  while (points / every > MOST_POINTS) every *= 2;
  return every;
}

function thinned<T>(values: readonly T[], every: number, from = 0): T[] {
  const kept: T[] = [];
  for (let i = from; i < values.length; i += every) kept.push(values[i] as T);
  return kept;
}

function smoothViewOrNull(analysis: RampAnalysis | undefined, steps: number): SmoothView | null {
  return analysis ? smoothView(analysis, steps) : null;
}

/** @param steps asked for: at the same of them each seed has its points, also one that ended early */
export function smoothView(analysis: RampAnalysis, steps: number): SmoothView {
  const every = Math.max(1, Math.ceil(steps / LINE_POINTS));
  const from = (steps - 1) % every;
  const { lr, smoothedLoss, smoothedAccuracy = [] } = analysis;
  return {
    lr: thinned(lr, every, from),
    loss: thinned(smoothedLoss, every, from).map(finiteOrNull),
    accuracy: thinned(smoothedAccuracy, every, from).map(finiteOrNull),
  };
}

export function validationView({ step, lr, loss, accuracy }: ValidationPoint): ValidationView {
  return { step, lr, loss: finiteOrNull(loss), accuracy: finiteOrNull(accuracy) };
}
