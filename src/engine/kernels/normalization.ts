// Batch normalization of x, [rows, channels] (S. Ioffe and C. Szegedy, 2015):
//     y = (x - mean) / sqrt(variance + epsilon) * scale + offset
// and the two sums over rows from which all its gradients follow: of dy, and of dy (x - mean).

import { addFloats, ceilDivide, larger, multiplyAdd, smaller, zeroFloats } from './vector';
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
    sumBlock(j, block, start, end);
    addFloats(total, block, 2 * channels);
  }
}

/** The sums over rows start..end, four channels at a time in registers. */
function sumBlock(j: NormalizationJob, to: usize, start: i32, end: i32): void {
  const step = (<usize>j.channels) << 2;
  const begin = (<usize>start) * step;
  let c: usize = 0;
  for (; c + 16 <= step; c += 16) {
    const mean = v128.load(j.mean + c);
    let sum = f32x4.splat(0);
    let product = sum;
    let at = begin + c;
    for (let row = start; row < end; row++, at += step) {
      const dy = v128.load(j.dy + at);
      sum = f32x4.add(sum, dy);
      product = multiplyAdd(dy, f32x4.sub(v128.load(j.x + at), mean), product);
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
      const dy = load<f32>(j.dy + at);
      sum += dy;
      product += dy * (load<f32>(j.x + at) - mean);
    }
    store<f32>(to + c, sum);
    store<f32>(to + step + c, product);
  }
}

/** out, [2, channels] = the sums over rows of dy and of dy (x - mean). `partials`: parts * 2 * channels floats. */
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
