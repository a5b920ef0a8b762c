// The loss of a classifier, categorical cross-entropy, as tfjs-layers defines it (`losses.ts`): with the target t and
// the prediction p of one sample, s = sum of p, and r = p / s, which only differs from p where p is no softmax,
//     loss = - sum over classes of t ln q,     q = r, but at least `low` and at most `high`.
// Where r was cut off, q does not depend on it, so with c = sum of t over the classes where it was not,
//     dp = dy (c - t / r) / s,     without the term t / r where r was cut off.

import { log4 } from './functions';
import { sumOf } from './reductions';
import { ceilDivide, larger, smaller, splat, sumLanes } from './vector';
import { JOB, parallelIf } from './workers';

const FLOATS_PER_CHUNK = 8192;
const PARALLEL_FROM = 30_000;

@unmanaged
class CrossEntropyJob {
  dy: usize;
  target: usize;
  prediction: usize;
  out: usize;
  rows: i32;
  classes: i32;
  rowsPerChunk: i32;
  low: f32;
  high: f32;
}

@inline
function job(): CrossEntropyJob {
  return changetype<CrossEntropyJob>(JOB);
}

/** Which of the next four places still belong to a row that has `left` more; what lies behind it may be anything. */
@inline
function inRow(left: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
}

/** The sum of a prediction; NaN also where it is infinite, since its shares are no numbers then. */
function totalOf(prediction: usize, classes: i32): f32 {
  const sum = <f32>sumOf(prediction, classes);
  return isFinite<f32>(sum) ? sum : NaN;
}

@inline
function inside(r: v128, j: CrossEntropyJob): v128 {
  return v128.and(f32x4.ge(r, splat(j.low)), f32x4.le(r, splat(j.high)));
}

function lossOfRow(j: CrossEntropyJob, row: i32): f32 {
  const offset = ((<usize>row) * (<usize>j.classes)) << 2;
  const target = j.target + offset;
  const prediction = j.prediction + offset;
  const s = totalOf(prediction, j.classes);
  // Classes whose target is 0 add nothing, unless the prediction is no number: that must show.
  const regular = !isNaN<f32>(s) && s != 0;
  let sum = splat(0);
  for (let i = 0; i < j.classes; i += 4) {
    const at = (<usize>i) << 2;
    const t = v128.and(v128.load(target + at), inRow(j.classes - i));
    if (regular && !v128.any_true(t)) continue;
    const r = f32x4.div(v128.load(prediction + at), splat(s));
    const q = f32x4.min(f32x4.max(r, splat(j.low)), splat(j.high));
    sum = f32x4.add(sum, v128.and(f32x4.mul(t, log4(q)), inRow(j.classes - i)));
  }
  return -sumLanes(sum);
}

function lossChunk(chunk: i32, thread: i32): void {
  const j = job();
  const end = smaller((chunk + 1) * j.rowsPerChunk, j.rows);
  for (let row = chunk * j.rowsPerChunk; row < end; row++) {
    store<f32>(j.out + ((<usize>row) << 2), lossOfRow(j, row));
  }
}

function gradientOfRow(j: CrossEntropyJob, row: i32): void {
  const classes = j.classes;
  const offset = ((<usize>row) * (<usize>classes)) << 2;
  const target = j.target + offset;
  const prediction = j.prediction + offset;
  const s = totalOf(prediction, classes);
  let kept = splat(0);
  for (let i = 0; i < classes; i += 4) {
    const at = (<usize>i) << 2;
    const r = f32x4.div(v128.load(prediction + at), splat(s));
    const counts = v128.and(inside(r, j), inRow(classes - i));
    kept = f32x4.add(kept, v128.and(v128.load(target + at), counts));
  }
  const c = splat(sumLanes(kept));
  const scale = splat(load<f32>(j.dy + ((<usize>row) << 2)) / s);
  const out = j.out + offset;
  for (let i = 0; i < classes; i += 4) {
    const at = (<usize>i) << 2;
    const r = f32x4.div(v128.load(prediction + at), splat(s));
    const own = v128.and(f32x4.div(v128.load(target + at), r), inside(r, j));
    let dp = f32x4.mul(f32x4.sub(c, own), scale);
    if (classes - i >= 4) v128.store(out + at, dp);
    else {
      for (let k = i; k < classes; k++) {
        store<f32>(out + ((<usize>k) << 2), f32x4.extract_lane(dp, 0));
        dp = v128.shuffle<f32>(dp, dp, 1, 2, 3, 3);
      }
    }
  }
}

function gradientChunk(chunk: i32, thread: i32): void {
  const j = job();
  const end = smaller((chunk + 1) * j.rowsPerChunk, j.rows);
  for (let row = chunk * j.rowsPerChunk; row < end; row++) gradientOfRow(j, row);
}

function run(
  dy: usize, target: usize, prediction: usize, out: usize, rows: i32, classes: i32, low: f32, high: f32,
  chunk: (chunk: i32, thread: i32) => void,
): void {
  const j = job();
  j.dy = dy;
  j.target = target;
  j.prediction = prediction;
  j.out = out;
  j.rows = rows;
  j.classes = classes;
  j.low = low;
  j.high = high;
  j.rowsPerChunk = larger(1, FLOATS_PER_CHUNK / classes);
  parallelIf(<f64>rows * <f64>classes > PARALLEL_FROM, ceilDivide(rows, j.rowsPerChunk), chunk);
}

/** The loss of every row ([rows]) of a target and a prediction, both [rows, classes]. */
export function crossEntropy(
  target: usize, prediction: usize, loss: usize, rows: i32, classes: i32, low: f32, high: f32,
): void {
  run(0, target, prediction, loss, rows, classes, low, high, lossChunk);
}

/** The gradient of the prediction, from dy, [rows]. */
export function crossEntropyGradient(
  dy: usize, target: usize, prediction: usize, dp: usize, rows: i32, classes: i32, low: f32, high: f32,
): void {
  run(dy, target, prediction, dp, rows, classes, low, high, gradientChunk);
}
