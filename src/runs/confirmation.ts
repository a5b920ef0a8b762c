/** The trainings that confirm a run's bounds, as recorded, and what they come to. */
import type { End } from '../protocol/report';
import type { ChosenBounds } from '../protocol/run';
import {
  type Bounds,
  type Confirmation,
  confirmationOf,
  confirmationSentence,
  confirmedBounds,
  type Ramp,
  type RecordedProbe,
  type Sentence,
  type Stage,
  textOf,
} from '../tuning';
import type { Repeat, Run } from './run';

/** A rate that is held: a ramp that does not rise, so that every trainer holds it exactly as it drives a ramp. */
export function probeRamp(lr: number, steps: number): Ramp {
  return { shape: 'exponential', lo: lr, hi: lr, steps };
}

export function isProbe({ experiment }: Repeat): boolean {
  return experiment.kind === 'range-test' && experiment.ramp.lo === experiment.ramp.hi;
}

/**
 * @param over whether no more will be trained, so that what is whole counts
 * @returns null where none was begun
 */
export function confirmationIn(run: Run, over = run.confirming?.status !== 'running'): Confirmation | null {
  const { confirming } = run;
  if (confirming === null) return null;
  const { start, firstRepeat, seeds, long } = confirming;
  return confirmationOf(start, probesOf(run, firstRepeat), { seeds, long, over });
}

/** What it says; null before its end. */
export function confirmationSays(run: Run): Sentence | null {
  const confirmation = confirmationIn(run);
  return confirmation && confirmationSentence(confirmation);
}

/** What follows from it; null before its end, and where nothing was learned. */
export function confirmedIn(run: Run, over?: boolean): Bounds | null {
  const confirmation = confirmationIn(run, over);
  return confirmation && confirmedBounds(confirmation);
}

/** Bounds that it ends with as it is; null where those of the curve stand. */
export function boundsConfirmed(run: Run): ChosenBounds | null {
  const { baseLR, maxLR } = confirmedIn(run, true) ?? { baseLR: null, maxLR: null };
  return baseLR === null || maxLR === null ? null : { baseLR, maxLR, by: 'confirmed' };
}

function probesOf(run: Run, firstRepeat: number): RecordedProbe[] {
  return run.repeats.slice(firstRepeat).filter(isProbe).flatMap(recordedProbe);
}

function recordedProbe({ experiment, seed, loss, end }: Repeat): RecordedProbe[] {
  if (experiment.kind !== 'range-test') return [];
  const lr = experiment.ramp.lo;
  return [
    {
      lr,
      seed,
      asked: experiment.ramp.steps,
      losses: loss,
      gaveUp: end?.reason === 'diverged' || failedAtRate(end),
      scriptEnded: end?.reason === 'script-ended',
    },
  ];
}

/** Whether a script that fails does so because of the rate: before the first update there was none. */
export function failedAtRate(end: End | null): boolean {
  return end?.reason === 'error' && end.steps > 0;
}

function probesTold({ steps, seeds, rates }: Stage): object[] {
  return rates.flatMap(({ lr, results }) =>
    results.map(({ outcome, endLoss }, i) => ({ lr, seed: seeds[i] ?? i, steps, outcome, endLoss })),
  );
}

/** For other tools: every rate with its trainings, and what became of the bounds. */
export function confirmationReport(run: Run): object | null {
  const confirmation = confirmationIn(run);
  const sentence = confirmationSays(run);
  if (confirmation === null || run.confirming === null) return null;
  const { start, short, long, bestLR, optimumLR, moved } = confirmation;
  return {
    status: run.confirming.status,
    startLR: start.lr,
    startFrom: start.from,
    steps: short.steps,
    longSteps: long && long.steps,
    probes: [...probesTold(short), ...(long ? probesTold(long) : [])],
    bestLR,
    optimumLR,
    moved,
    sentence: sentence && textOf(sentence),
    problem: run.confirming.problem,
  };
}
