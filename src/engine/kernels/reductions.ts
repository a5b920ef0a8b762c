// Sums and maxima along axes, their gradients (which spread a value back), and softmax
//     y[i] = e^(x[i] - max x) / sum over j of e^(x[j] - max x)
// Long sums are added in blocks, to keep the rounding error small, and blocks and parts in a fixed order, so that the
// result does not depend on the number of threads.

import { UnaryOp } from './operations';
import { exp4, log4 } from './functions';
import { addFloats, ceilDivide, firstLane, larger, smaller, splat, sumLanes, zeroFloats } from './vector';
import { unaryBlock } from './elementwise';
import { JOB, parallel, parallelIf, scratch } from './workers';

const BLOCK = 4096;
/** Rows that are summed in registers before they are added to the total. */
const ROW_BLOCK = 256;
const PARALLEL_FROM = 30_000;

@unmanaged
class ReduceJob {
  maximum: bool;
  a: usize;
  out: usize;
  outer: i32;
  reduced: i32;
  inner: i32;
  scale: f32;
  rowsPerPart: i32;
  partials: usize;
}

@inline
function job(): ReduceJob {
  return changetype<ReduceJob>(JOB);
}

function sumBlock(a: usize, count: i32): f32 {
  let s0 = splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  let i = 0;
  for (; i + 16 <= count; i += 16, a += 64) {
    s0 = f32x4.add(s0, v128.load(a));
    s1 = f32x4.add(s1, v128.load(a, 16));
    s2 = f32x4.add(s2, v128.load(a, 32));
    s3 = f32x4.add(s3, v128.load(a, 48));
  }
  let sum = sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  for (; i < count; i++, a += 4) sum += load<f32>(a);
  return sum;
}

/** In double precision, block by block. */
export function sumOf(a: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i += BLOCK, a += BLOCK << 2) sum += <f64>sumBlock(a, smaller(BLOCK, count - i));
  return sum;
}

/** The largest; NaN if there is one. */
function maximumOf(a: usize, count: i32): f32 {
  let i = 0;
  let best = load<f32>(a);
  if (count >= 4) {
    let v = v128.load(a);
    for (; i + 4 <= count; i += 4) v = f32x4.max(v, v128.load(a + ((<usize>i) << 2)));
    v = f32x4.max(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
    best = firstLane(f32x4.max(v, v128.shuffle<f32>(v, v, 1, 0, 3, 2)));
  }
  for (; i < count; i++) best = max<f32>(best, load<f32>(a + ((<usize>i) << 2)));
  return best;
}

const ROWS_PER_CHUNK = 64;

function reduceRowsChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * ROWS_PER_CHUNK;
  const last = smaller(j.outer, first + ROWS_PER_CHUNK);
  let a = j.a + ((<usize>first * <usize>j.reduced) << 2);
  for (let row = first; row < last; row++, a += (<usize>j.reduced) << 2) {
    const value = j.maximum ? maximumOf(a, j.reduced) : <f32>(sumOf(a, j.reduced) * <f64>j.scale);
    store<f32>(j.out + ((<usize>row) << 2), value);
  }
}

/** out[r] = scale * sum (or maximum) of row r of a, [rows, length]. */
export function reduceRows(maximum: bool, a: usize, out: usize, rows: i32, length: i32, scale: f32): void {
  const j = job();
  j.maximum = maximum;
  j.a = a;
  j.out = out;
  j.outer = rows;
  j.reduced = length;
  j.scale = scale;
  const chunks = ceilDivide(rows, ROWS_PER_CHUNK);
  parallelIf((<f64>rows) * (<f64>length) > PARALLEL_FROM, chunks, reduceRowsChunk);
}

/** to[c] += sum over `rows` rows of a[row, c]: strips of 16 columns stay in registers. */
function addRows(to: usize, a: usize, rows: i32, columns: i32): void {
  const step = (<usize>columns) << 2;
  let column = 0;
  for (; column + 16 <= columns; column += 16, to += 64, a += 64) {
    let s0 = v128.load(to), s1 = v128.load(to, 16), s2 = v128.load(to, 32), s3 = v128.load(to, 48);
    let at = a;
    for (let row = 0; row < rows; row++, at += step) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  for (; column + 4 <= columns; column += 4, to += 16, a += 16) {
    let sum = v128.load(to);
    let at = a;
    for (let row = 0; row < rows; row++, at += step) sum = f32x4.add(sum, v128.load(at));
    v128.store(to, sum);
  }
  for (; column < columns; column++, to += 4, a += 4) {
    let sum = load<f32>(to);
    let at = a;
    for (let row = 0; row < rows; row++, at += step) sum += load<f32>(at);
    store<f32>(to, sum);
  }
}

/** Adds up `rows` rows block by block; `block` is working memory for one row. */
function sumRows(to: usize, a: usize, rows: i32, columns: i32, block: usize): void {
  zeroFloats(to, columns);
  const step = (<usize>columns) << 2;
  for (let row = 0; row < rows; row += ROW_BLOCK, a += <usize>ROW_BLOCK * step) {
    zeroFloats(block, columns);
    addRows(block, a, smaller(ROW_BLOCK, rows - row), columns);
    addFloats(to, block, columns);
  }
}

function sumMiddleChunk(chunk: i32, thread: i32): void {
  const j = job();
  const size = (<usize>j.inner) << 2;
  sumRows(j.out + (<usize>chunk) * size, j.a + (<usize>chunk) * (<usize>j.reduced) * size, j.reduced, j.inner, scratch(thread));
}

function sumPartChunk(part: i32, thread: i32): void {
  const j = job();
  const size = (<usize>j.inner) << 2;
  const first = part * j.rowsPerPart;
  const rows = larger(0, smaller(j.rowsPerPart, j.reduced - first));
  sumRows(j.partials + (<usize>part) * size, j.a + (<usize>first) * size, rows, j.inner, scratch(thread));
}

/**
 * out = scale * sum over the middle axis of a, [outer, reduced, inner]. With outer 1 the rows are summed in `parts`
 * parts, for which `partials` is working memory (parts * inner floats); inner must fit a thread's scratch.
 */
export function sumMiddle(
  a: usize, out: usize, outer: i32, reduced: i32, inner: i32, scale: f32, parts: i32, partials: usize,
): void {
  const j = job();
  j.a = a;
  j.out = out;
  j.reduced = reduced;
  j.inner = inner;
  if (outer == 1 && parts > 1) {
    j.rowsPerPart = ceilDivide(reduced, parts);
    j.partials = partials;
    parallel(parts, sumPartChunk);
    zeroFloats(out, inner);
    for (let part = 0; part < parts; part++) addFloats(out, partials + (((<usize>part) * (<usize>inner)) << 2), inner);
  } else {
    parallelIf((<f64>outer) * (<f64>reduced) * (<f64>inner) > PARALLEL_FROM, outer, sumMiddleChunk);
  }
  if (scale != 1) unaryBlock(UnaryOp.Linear, out, out, outer * inner, scale, 0);
}

function spreadChunk(chunk: i32, thread: i32): void {
  const j = job();
  const inner = j.inner;
  const a = j.a + (((<usize>chunk) * (<usize>inner)) << 2);
  let to = j.out + (((<usize>chunk) * (<usize>j.reduced) * (<usize>inner)) << 2);
  const scale = splat(j.scale);
  if (inner == 1) {
    const value = load<f32>(a) * j.scale;
    const v = splat(value);
    let i = 0;
    for (; i + 4 <= j.reduced; i += 4, to += 16) v128.store(to, v);
    for (; i < j.reduced; i++, to += 4) store<f32>(to, value);
    return;
  }
  for (let row = 0; row < j.reduced; row++) {
    let from = a;
    let i = 0;
    for (; i + 4 <= inner; i += 4, from += 16, to += 16) v128.store(to, f32x4.mul(v128.load(from), scale));
    for (; i < inner; i++, from += 4, to += 4) store<f32>(to, load<f32>(from) * j.scale);
  }
}

/** The reverse of `sumMiddle`: out[o, r, i] = scale * a[o, i] for every r. */
export function spreadMiddle(a: usize, out: usize, outer: i32, repeats: i32, inner: i32, scale: f32): void {
  const j = job();
  j.a = a;
  j.out = out;
  j.reduced = repeats;
  j.inner = inner;
  j.scale = scale;
  parallelIf((<f64>outer) * (<f64>repeats) * (<f64>inner) > PARALLEL_FROM, outer, spreadChunk);
}

/** e^(x[i] - shift) into y (or only summed, when y is 0); returns the sum. */
@inline
function exponentials(x: usize, y: usize, count: i32, shift: f32): f32 {
  const by = splat(shift);
  let total = splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const e = exp4(f32x4.sub(v128.load(x + ((<usize>i) << 2)), by));
    if (y) v128.store(y + ((<usize>i) << 2), e);
    total = f32x4.add(total, e);
  }
  let sum = sumLanes(total);
  for (; i < count; i++) {
    const e = firstLane(exp4(splat(load<f32>(x + ((<usize>i) << 2)) - shift)));
    if (y) store<f32>(y + ((<usize>i) << 2), e);
    sum += e;
  }
  return sum;
}

/** Softmax of each row of x, [rows, length]; its logarithm with `logarithm`. */
export function softmax(x: usize, y: usize, rows: i32, length: i32, logarithm: bool): void {
  const step = (<usize>length) << 2;
  for (let row = 0; row < rows; row++, x += step, y += step) {
    const highest = maximumOf(x, length);
    const sum = exponentials(x, logarithm ? 0 : y, length, highest);
    const shift = logarithm ? highest + firstLane(log4(splat(sum))) : 0;
    for (let i: usize = 0; i < step; i += 4) {
      if (logarithm) store<f32>(y + i, load<f32>(x + i) - shift);
      else store<f32>(y + i, load<f32>(y + i) / sum);
    }
  }
}

/** dx = y (dy - sum of dy y) for each row. */
export function softmaxGradient(dy: usize, y: usize, dx: usize, rows: i32, length: i32): void {
  const step = (<usize>length) << 2;
  for (let row = 0; row < rows; row++, dy += step, y += step, dx += step) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < step; i += 4) sum += load<f32>(dy + i) * load<f32>(y + i);
    for (let i: usize = 0; i < step; i += 4) store<f32>(dx + i, load<f32>(y + i) * (load<f32>(dy + i) - sum));
  }
}
