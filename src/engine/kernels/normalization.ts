// Batch normalization of x, [rows, channels] (S. Ioffe and C. Szegedy, 2015):
//     y = (x - mean) / sqrt(variance + epsilon) * scale + offset
// With N rows, r = 1 / sqrt(variance + epsilon), s1 = sum of dy and s2 = sum of dy (x - mean), per channel, its
// gradients are doffset = s1, dscale = s2 r and, where mean and variance come from x itself (training),
//     dx = scale r (dy - s1 / N - (x - mean) r^2 s2 / N)

import { addFloats, ceilDivide, larger, multiplyAdd, smaller, zeroFloats } from './vector';
import { sumMiddle } from './reductions';
import { JOB, parallel, scratch } from './workers';

const ROW_BLOCK = 256;

@unmanaged
class NormalizationJob {
  x: usize;
  dy: usize;
  mean: usize;
  variance: usize;
  scale: usize;
  offset: usize;
  out: usize;
  partials: usize;
  rows: i32;
  channels: i32;
  rowsPerPart: i32;
  epsilon: f32;
}

@inline
function job(): NormalizationJob {
  return changetype<NormalizationJob>(JOB);
}

function normalizeChunk(chunk: i32, thread: i32): void {
  const j = job();
  const channels = j.channels;
  const factor = scratch(thread);
  const shift = factor + ((<usize>channels) << 2);
  for (let c: usize = 0; c < (<usize>channels) << 2; c += 4) {
    const f = (j.scale ? load<f32>(j.scale + c) : 1) / sqrt<f32>(load<f32>(j.variance + c) + j.epsilon);
    store<f32>(factor + c, f);
    store<f32>(shift + c, (j.offset ? load<f32>(j.offset + c) : 0) - load<f32>(j.mean + c) * f);
  }
  const first = chunk * j.rowsPerPart;
  const last = smaller(j.rows, first + j.rowsPerPart);
  let x = j.x + (((<usize>first) * (<usize>channels)) << 2);
  let y = j.out + (((<usize>first) * (<usize>channels)) << 2);
  for (let row = first; row < last; row++) {
    let c: usize = 0;
    let i = 0;
    for (; i + 4 <= channels; i += 4, c += 16, x += 16, y += 16) {
      v128.store(y, multiplyAdd(v128.load(x), v128.load(factor + c), v128.load(shift + c)));
    }
    for (; i < channels; i++, c += 4, x += 4, y += 4) {
      store<f32>(y, load<f32>(x) * load<f32>(factor + c) + load<f32>(shift + c));
    }
  }
}

/** `scale` and `offset` may be 0 (none). */
export function normalize(
  x: usize, mean: usize, variance: usize, offset: usize, scale: usize, y: usize, rows: i32, channels: i32, epsilon: f32,
): void {
  const j = job();
  j.x = x;
  j.mean = mean;
  j.variance = variance;
  j.offset = offset;
  j.scale = scale;
  j.out = y;
  j.rows = rows;
  j.channels = channels;
  j.epsilon = epsilon;
  j.rowsPerPart = larger(16, ceilDivide(1 << 14, channels));
  parallel(ceilDivide(rows, j.rowsPerPart), normalizeChunk);
}

function sumsChunk(part: i32, thread: i32): void {
  const j = job();
  const channels = j.channels;
  const size = (<usize>channels) << 2;
  const total = j.partials + (<usize>part) * 2 * size;
  const block = scratch(thread);
  zeroFloats(total, 2 * channels);
  const first = part * j.rowsPerPart;
  const last = smaller(j.rows, first + j.rowsPerPart);
  for (let start = first; start < last; start += ROW_BLOCK) {
    const end = smaller(last, start + ROW_BLOCK);
    if (j.dy) sumBlock(j, block, start, end, false);
    else sumBlock(j, block, start, end, true);
    addFloats(total, block, 2 * channels);
  }
}

/** Sums over rows start..end, in registers: of w and of w (x - mean), where w is dy, or x - mean itself. */
@inline
function sumBlock(j: NormalizationJob, to: usize, start: i32, end: i32, ofDeviation: bool): void {
  const step = (<usize>j.channels) << 2;
  const begin = (<usize>start) * step;
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) {
    const mean = v128.load(j.mean + c);
    let sum = f32x4.splat(0);
    let product = sum;
    let at = begin + c;
    for (let row = start; row < end; row++, at += step) {
      const deviation = f32x4.sub(v128.load(j.x + at), mean);
      const weight = ofDeviation ? deviation : v128.load(j.dy + at);
      sum = f32x4.add(sum, weight);
      product = multiplyAdd(weight, deviation, product);
    }
    v128.store(to + c, sum);
    v128.store(to + step + c, product);
  }
  for (; c < step; c += 4) {
    const mean = load<f32>(j.mean + c);
    let sum: f32 = 0;
    let product: f32 = 0;
    let at = begin + c;
    for (let row = start; row < end; row++, at += step) {
      const deviation = load<f32>(j.x + at) - mean;
      const weight = ofDeviation ? deviation : load<f32>(j.dy + at);
      sum += weight;
      product += weight * deviation;
    }
    store<f32>(to + c, sum);
    store<f32>(to + step + c, product);
  }
}

/**
 * out, [2, channels] = the sums over rows of dy and of dy (x - mean); of x - mean and its square when `dy` is 0.
 * `partials`: parts * 2 * channels floats.
 */
export function normalizationSums(
  x: usize, dy: usize, mean: usize, out: usize, rows: i32, channels: i32, parts: i32, partials: usize,
): void {
  const j = job();
  j.x = x;
  j.dy = dy;
  j.mean = mean;
  j.rows = rows;
  j.channels = channels;
  j.partials = partials;
  j.rowsPerPart = ceilDivide(rows, parts);
  parallel(parts, sumsChunk);
  zeroFloats(out, 2 * channels);
  for (let part = 0; part < parts; part++) {
    addFloats(out, partials + (<usize>part) * (<usize>channels) * 8, 2 * channels);
  }
}

/** Training: mean and variance of x, and y normalized by them. `partials`: (parts + 1) * 2 * channels floats. */
export function batchNormForward(
  x: usize, scale: usize, offset: usize, y: usize, mean: usize, variance: usize,
  rows: i32, channels: i32, epsilon: f32, parts: i32, partials: usize,
): void {
  sumMiddle(x, mean, 1, rows, channels, 1 / <f32>rows, parts, partials);
  const size = (<usize>channels) << 2;
  const sums = partials + (<usize>parts) * 2 * size;
  normalizationSums(x, 0, mean, sums, rows, channels, parts, partials);
  for (let c: usize = 0; c < size; c += 4) {
    const rest = load<f32>(sums + c) / <f32>rows; // what rounding left in the mean
    store<f32>(variance + c, load<f32>(sums + size + c) / <f32>rows - rest * rest);
  }
  normalize(x, mean, variance, offset, scale, y, rows, channels, epsilon);
}

function backwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const size = (<usize>j.channels) << 2;
  const ofDy = j.partials;
  const ofX = ofDy + size;
  const constant = ofX + size;
  const first = chunk * j.rowsPerPart;
  const last = smaller(j.rows, first + j.rowsPerPart);
  let at = (<usize>first) * size;
  for (let row = first; row < last; row++, at += size) {
    let c: usize = 0;
    for (; c + 16 <= size; c += 16) {
      const fromX = multiplyAdd(v128.load(j.x + at + c), v128.load(ofX + c), v128.load(constant + c));
      v128.store(j.out + at + c, multiplyAdd(v128.load(j.dy + at + c), v128.load(ofDy + c), fromX));
    }
    for (; c < size; c += 4) {
      const fromX = load<f32>(j.x + at + c) * load<f32>(ofX + c) + load<f32>(constant + c);
      store<f32>(j.out + at + c, load<f32>(j.dy + at + c) * load<f32>(ofDy + c) + fromX);
    }
  }
}

/** Gradients of `batchNormForward`. `partials`: (parts + 1) * 3 * channels floats. */
export function batchNormBackward(
  x: usize, dy: usize, mean: usize, variance: usize, scale: usize, dx: usize, dScale: usize, dOffset: usize,
  rows: i32, channels: i32, epsilon: f32, parts: i32, partials: usize,
): void {
  const size = (<usize>channels) << 2;
  const sums = partials + (<usize>parts) * 2 * size;
  normalizationSums(x, dy, mean, sums, rows, channels, parts, partials);
  // dx = a dy + b x + c for each channel; the coefficients take the place of the partial sums.
  for (let c: usize = 0; c < size; c += 4) {
    const s1 = load<f32>(sums + c);
    const s2 = load<f32>(sums + size + c);
    const r: f32 = 1 / sqrt<f32>(load<f32>(variance + c) + epsilon);
    const a = load<f32>(scale + c) * r;
    const b = (-a * r * r * s2) / <f32>rows;
    store<f32>(dOffset + c, s1);
    store<f32>(dScale + c, s2 * r);
    store<f32>(partials + c, a);
    store<f32>(partials + size + c, b);
    store<f32>(sums + c, (-a * s1) / <f32>rows - b * load<f32>(mean + c));
  }
  memory.copy(partials + 2 * size, sums, size);
  const j = job();
  j.out = dx;
  j.rowsPerPart = larger(16, ceilDivide(1 << 14, channels));
  parallel(ceilDivide(rows, j.rowsPerPart), backwardChunk);
}
