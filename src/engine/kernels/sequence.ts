// Recurrent layers run whole sequences in one kernel, tensors laid out [batch, time, ...]. The products with the inputs
// are one large matrix product beforehand (by the caller); what must go step by step is in `lstm.ts`, `gru.ts` and
// `simpleRnn.ts`. Sequences of a batch do not depend on each other, so each chunk is some of them, through all of time.
// Units must be a multiple of 4.

import { RecurrentActivation } from './operations';
import { hardSigmoid4, sigmoid4 } from './functions';
import { splat } from './vector';
import { multiplyRows, regularTable } from './matmul';
import { JOB } from './workers';

export const SEQUENCES_PER_CHUNK = 16;
/** Bytes at the beginning of a thread's scratch that `multiplyStep` needs. */
export const TABLES: usize = 1024;

@unmanaged
export class RecurrentJob {
  /** LSTM: i, f, g, o; GRU: z, r, and the candidate; [batch, time, gates * units]. */
  gates: usize;
  h: usize;
  c: usize;
  dh: usize;
  dGates: usize;
  /** The packed recurrent weights; GRU: of z and r. */
  panels: usize;
  /** GRU: of the candidate. */
  candidatePanels: usize;
  bias: usize;
  batch: i32;
  time: i32;
  units: i32;
  activation: i32;
}

@inline
export function job(): RecurrentJob {
  return changetype<RecurrentJob>(JOB);
}

/** The job with the sizes that every kernel has; the simple layer has no recurrent activation. */
export function begin(batch: i32, time: i32, units: i32, activation: i32): RecurrentJob {
  const j = job();
  j.batch = batch;
  j.time = time;
  j.units = units;
  j.activation = activation;
  return j;
}

@inline
export function activate(activation: i32, x: v128): v128 {
  return activation == RecurrentActivation.HardSigmoid ? hardSigmoid4(x) : sigmoid4(x);
}

/** The derivative of the recurrent activation, from its value. */
@inline
export function slope(activation: i32, y: v128): v128 {
  const one = splat(1);
  if (activation == RecurrentActivation.HardSigmoid) {
    return v128.and(splat(0.2), v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, one)));
  }
  return f32x4.mul(y, f32x4.sub(one, y));
}

@inline
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(y, y));
}

/** to rows = (or +=) from rows times the packed panels, k x n; rows `fromStep` and `toStep` bytes apart. */
export function multiplyStep(
  table: usize, from: usize, fromStep: usize, rows: i32, k: i32, panels: usize, n: i32,
  to: usize, toStep: usize, accumulate: bool,
): void {
  regularTable(table, from, fromStep, rows);
  const runTable = table + 512;
  store<usize>(runTable, 0);
  multiplyRows(table, rows, runTable, 1, k, panels, (<usize>k) * 32, n, to, toStep, 0, false, accumulate);
}
