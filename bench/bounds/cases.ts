/** Recorded training with its truth; the README beside the curves says how each was made. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Curve, rampRate } from '../../src/tuning';

interface RecordedRamp {
  kind: 'exp' | 'linear';
  lo: number;
  hi: number;
  n: number;
  loss: (number | null)[];
  acc: number[] | null;
}

/** From 22 to 31 constant rates at three seeds each: those around the best that end as well as the best. */
export interface Truth {
  lr: number[];
  metric: number[];
  best: number;
  goodLo: number;
  goodHi: number;
}

export interface Case {
  id: string;
  truth: Truth;
  /** SGD without momentum, which the rule gives higher rates. */
  plainSgd: boolean;
  stepsPerEpoch: number | undefined;
  /** Exponential ramps by their length in steps, one curve a seed. */
  ramps: Map<number, Curve[]>;
}

export function readCases(folder: string): Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'synthetic.json')
    .map((name) => readCase(path.join(folder, name)));
}

function readCase(file: string): Case {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as {
    id: string;
    truth: Truth;
    optimizer?: string;
    stepsPerEpoch?: number;
    ramps: RecordedRamp[];
  };
  const ramps = new Map<number, Curve[]>();
  for (const ramp of recorded.ramps) {
    if (ramp.kind === 'exp') ramps.set(ramp.n, [...(ramps.get(ramp.n) ?? []), curveOf(ramp)]);
  }
  const { id, truth, optimizer, stepsPerEpoch } = recorded;
  return { id, truth, plainSgd: optimizer === 'sgd', stepsPerEpoch, ramps };
}

function curveOf({ lo, hi, n, loss, acc }: RecordedRamp): Curve {
  const ramp = { shape: 'exponential', lo, hi, steps: n } as const;
  return {
    lr: loss.map((_, i) => rampRate(ramp, i)),
    loss: loss.map((value) => value ?? NaN),
    ...(acc && { accuracy: acc }),
  };
}

/** Half a step of the truth's grid, five rates a decade. */
const HALF_STEP = 10 ** 0.1;

export type Outcome = 'hit' | 'too low' | 'too high' | 'none';

export function judge(rate: number | null, { goodLo, goodHi }: Truth): Outcome {
  if (rate === null) return 'none';
  if (rate < goodLo / HALF_STEP) return 'too low';
  return rate > goodHi * HALF_STEP ? 'too high' : 'hit';
}

/** How far below the best a rate ends, read off between the trained ones; NaN for none, or one that was not trained. */
export function lossOf(rate: number | null, { lr, metric, best }: Truth): number {
  if (rate === null) return NaN;
  const above = lr.findIndex((one) => one >= rate);
  if (above <= 0) return NaN;
  const [lower, upper] = [lr[above - 1] as number, lr[above] as number];
  const share = Math.log(rate / lower) / Math.log(upper / lower);
  return best - ((1 - share) * (metric[above - 1] as number) + share * (metric[above] as number));
}
