import { readdirSync, readFileSync } from 'node:fs';
import { rampRate, type Curve } from '../../../src/tuning';

/** One recorded range test; null is a loss that was not finite. See the README beside the files. */
export interface RecordedRamp {
  kind: 'exp' | 'linear';
  lo: number;
  hi: number;
  n: number;
  seed: number;
  loss: (number | null)[];
  acc: number[] | null;
  proto: {
    learned: boolean;
    onset: number | null;
    minimum: number | null;
    edge: number | null;
    constantLr: number | null;
  };
}

export interface Case {
  id: string;
  ramps: RecordedRamp[];
}

export interface SyntheticRamp extends Omit<RecordedRamp, 'proto'> {
  id: string;
  expect: string;
}

const folder = new URL('../../fixtures/curves/', import.meta.url);

export const cases: Case[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'synthetic.json')
  .map((name) => readJson(name) as Case);

export const synthetic = readJson('synthetic.json') as SyntheticRamp[];

export function curveOf(ramp: Pick<RecordedRamp, 'kind' | 'lo' | 'hi' | 'n' | 'loss' | 'acc'>): Curve {
  const exponential = { shape: 'exponential', lo: ramp.lo, hi: ramp.hi, steps: ramp.n } as const;
  return {
    lr: ramp.loss.map((_, i) =>
      ramp.kind === 'exp' ? rampRate(exponential, i) : (ramp.hi * (i + 1)) / ramp.n,
    ),
    loss: ramp.loss.map((value) => value ?? NaN),
    ...(ramp.acc && { accuracy: ramp.acc }),
  };
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}
