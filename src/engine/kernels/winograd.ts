// Convolution of images with 3 x 3 filters and stride 1 by Winograd's F(2 x 2, 3 x 3) (A. Lavin and S. Gray, "Fast
// Algorithms for Convolutional Neural Networks", CVPR 2016). A tile of 2 x 2 output pixels comes from a patch d of
// 4 x 4 pixels and the filter g as
//     y = A' [ (G g G') * (B' d B) ] A        (* element by element, ' transposed)
//     B' = 1  0 -1  0     G = 1    0   0      A' = 1  1  1  0
//          0  1  1  0         1/2  1/2 1/2         0  1 -1 -1
//          0 -1  1  0         1/2 -1/2 1/2
//          0  1  0 -1         0    0   1
// that is with 16 multiplications instead of 36. Summed over channels, each of the 16 places of the 4 x 4 is a matrix
// product [tiles, channels] x [channels, filters], which `matmul.ts` does. Accuracy does not suffer: against 64-bit
// floats, on uniform random numbers of [-1, 1], the largest error relative to the largest result is 2e-7 to 6e-7 for 16
// to 256 channels, forward and back; that of `convolve`, whose sums are nine times as long, 2e-7 to 1.6e-6.
//     An infinity or a NaN makes the whole tile NaN, or infinite: what diverges still shows.

import { ConvolutionJob, convolutionJob } from './convolution';
import { multiplyRows, regularTable } from './matmul';
import { packPanels, panelCount } from './packing';
import { ceilDivide, smaller } from './vector';
import { JOB, parallel, scratch } from './workers';

/** Places of a transformed patch. */
const PLACES: usize = 16;

/** Stands behind the convolution's own job. */
@unmanaged
class WinogradJob {
  /** The filter's transform: for each place a matrix [rows, columns] as it lies in w, and then packed. */
  transformed: usize;
  packed: usize;
  rows: i32;
  columns: i32;
  tilesHigh: i32;
  tilesWide: i32;
  tilesPerChunk: i32;
}

@inline
function job(): WinogradJob {
  return changetype<WinogradJob>(JOB + 2048);
}

@inline
function half(v: v128): v128 {
  return f32x4.mul(v, f32x4.splat(0.5));
}

/** One row of (G g) G', from the row's three elements. */
@inline
function storeFilterRow(g0: v128, g1: v128, g2: v128, to: usize, step: usize): void {
  const outer = f32x4.add(g0, g2);
  v128.store(to, g0);
  v128.store(to + step, half(f32x4.add(outer, g1)));
  v128.store(to + 2 * step, half(f32x4.sub(outer, g1)));
  v128.store(to + 3 * step, g2);
}

/** G g G' for one row of the filter's matrices, [taps, rows, columns]; taps in reverse order when flipped. */
function filterChunk(row: i32, thread: i32): void {
  const w = job();
  const size = (<usize>(w.rows * w.columns)) << 2;
  const j = convolutionJob();
  const first = j.w + ((<usize>(row * w.columns)) << 2) + (j.flipped ? 8 * size : 0);
  const tap: usize = j.flipped ? <usize>0 - size : size;
  for (let c: usize = 0; c < (<usize>w.columns) << 2; c += 16) {
    const g = first + c;
    const to = w.transformed + ((<usize>(row * w.columns)) << 2) + c;
    const a0 = v128.load(g), a1 = v128.load(g + tap), a2 = v128.load(g + 2 * tap);
    const b0 = v128.load(g + 3 * tap), b1 = v128.load(g + 4 * tap), b2 = v128.load(g + 5 * tap);
    const c0 = v128.load(g + 6 * tap), c1 = v128.load(g + 7 * tap), c2 = v128.load(g + 8 * tap);
    const s0 = f32x4.add(a0, c0), s1 = f32x4.add(a1, c1), s2 = f32x4.add(a2, c2);
    storeFilterRow(a0, a1, a2, to, size);
    storeFilterRow(half(f32x4.add(s0, b0)), half(f32x4.add(s1, b1)), half(f32x4.add(s2, b2)), to + 4 * size, size);
    storeFilterRow(half(f32x4.sub(s0, b0)), half(f32x4.sub(s1, b1)), half(f32x4.sub(s2, b2)), to + 8 * size, size);
    storeFilterRow(c0, c1, c2, to + 12 * size, size);
  }
}

@inline
function packedBytes(j: ConvolutionJob): usize {
  return (<usize>(panelCount(j.filters) * j.channels)) * 32;
}

function packChunk(place: i32, thread: i32): void {
  const w = job();
  const j = convolutionJob();
  const from = w.transformed + (<usize>place) * ((<usize>(w.rows * w.columns)) << 2);
  const to = w.packed + (<usize>place) * packedBytes(j);
  packPanels(from, j.flipped, w.columns, j.channels, j.filters, to, 0, panelCount(j.filters));
}

/** One row of (B' d) B: `a` plus or minus `b` are two rows of the patch. */
@inline
function storePatchRow(a: usize, b: usize, plus: bool, pixel: usize, to: usize, step: usize): void {
  let t0 = v128.load(a), t1 = v128.load(a + pixel), t2 = v128.load(a + 2 * pixel), t3 = v128.load(a + 3 * pixel);
  const b0 = v128.load(b), b1 = v128.load(b + pixel), b2 = v128.load(b + 2 * pixel), b3 = v128.load(b + 3 * pixel);
  t0 = plus ? f32x4.add(t0, b0) : f32x4.sub(t0, b0);
  t1 = plus ? f32x4.add(t1, b1) : f32x4.sub(t1, b1);
  t2 = plus ? f32x4.add(t2, b2) : f32x4.sub(t2, b2);
  t3 = plus ? f32x4.add(t3, b3) : f32x4.sub(t3, b3);
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + step, f32x4.add(t1, t2));
  v128.store(to + 2 * step, f32x4.sub(t2, t1));
  v128.store(to + 3 * step, f32x4.sub(t1, t3));
}

/** B' d B of one tile's patch; `step` bytes from place to place. */
@inline
function transformPatch(j: ConvolutionJob, d: usize, to: usize, step: usize): void {
  const pixel = (<usize>j.channels) << 2;
  const row = pixel * j.inWidth;
  for (let c: usize = 0; c < pixel; c += 16, d += 16, to += 16) {
    storePatchRow(d, d + 2 * row, false, pixel, to, step);
    storePatchRow(d + row, d + 2 * row, true, pixel, to + 4 * step, step);
    storePatchRow(d + 2 * row, d + row, false, pixel, to + 8 * step, step);
    storePatchRow(d + row, d + 3 * row, false, pixel, to + 12 * step, step);
  }
}

@inline
function finish(v: v128, bias: v128, relu: bool): v128 {
  v = f32x4.add(v, bias);
  return relu ? f32x4.max(v, f32x4.splat(0)) : v;
}

/** One row of (A' m) A, of which the image may hold only the first pixel. */
@inline
function storeTileRow(
  u0: v128, u1: v128, u2: v128, u3: v128, y: usize, pixel: usize, both: bool, bias: v128, relu: bool,
): void {
  v128.store(y, finish(f32x4.add(f32x4.add(u0, u1), u2), bias, relu));
  if (both) v128.store(y + pixel, finish(f32x4.sub(f32x4.sub(u1, u2), u3), bias, relu));
}

@inline
function sumOf3(m: usize, step: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m + step)), v128.load(m + 2 * step));
}

@inline
function differenceOf3(m: usize, step: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m), v128.load(m + step)), v128.load(m + 2 * step));
}

/** A' m A of one tile, with what of it lies inside the image. */
@inline
function storeTile(j: ConvolutionJob, m: usize, step: usize, y: usize, bothRows: bool, bothColumns: bool): void {
  const pixel = (<usize>j.filters) << 2;
  const row = pixel * j.outWidth;
  const down: usize = 4 * step;
  const bias = j.bias;
  const relu = j.relu;
  for (let n: usize = 0; n < pixel; n += 16, m += 16, y += 16) {
    const b = bias ? v128.load(bias + n) : f32x4.splat(0);
    storeTileRow(
      sumOf3(m, down), sumOf3(m + step, down), sumOf3(m + 2 * step, down), sumOf3(m + 3 * step, down),
      y, pixel, bothColumns, b, relu,
    );
    if (!bothRows) continue;
    const second = m + down;
    storeTileRow(
      differenceOf3(second, down), differenceOf3(second + step, down), differenceOf3(second + 2 * step, down),
      differenceOf3(second + 3 * step, down), y + row, pixel, bothColumns, b, relu,
    );
  }
}

function tilesChunk(chunk: i32, thread: i32): void {
  const w = job();
  const j = convolutionJob();
  const tilesPerImage = w.tilesHigh * w.tilesWide;
  const first = chunk * w.tilesPerChunk;
  const count = smaller(w.tilesPerChunk, j.batch * tilesPerImage - first);
  const inPixel = (<usize>j.channels) << 2, outPixel = (<usize>j.filters) << 2;
  const table = scratch(thread);
  const runTable = table + 2048;
  const patches = table + 4096;
  const patchStep = (<usize>w.tilesPerChunk) * inPixel;
  const products = patches + PLACES * patchStep;
  const productStep = (<usize>w.tilesPerChunk) * outPixel;

  for (let i = 0; i < count; i++) {
    const image = (first + i) / tilesPerImage, tile = (first + i) % tilesPerImage;
    const top = (tile / w.tilesWide) * 2, left = (tile % w.tilesWide) * 2;
    const d = j.x + (<usize>((image * j.inHeight + top) * j.inWidth + left)) * inPixel;
    transformPatch(j, d, patches + (<usize>i) * inPixel, patchStep);
  }
  store<usize>(runTable, 0);
  for (let place = 0; place < <i32>PLACES; place++) {
    regularTable(table, patches + (<usize>place) * patchStep, inPixel, count);
    multiplyRows(
      table, count, runTable, 1, j.channels, w.packed + (<usize>place) * packedBytes(j), inPixel * 8, j.filters,
      products + (<usize>place) * productStep, outPixel, 0, false, false,
    );
  }
  for (let i = 0; i < count; i++) {
    const image = (first + i) / tilesPerImage, tile = (first + i) % tilesPerImage;
    const top = (tile / w.tilesWide) * 2, left = (tile % w.tilesWide) * 2;
    const y = j.y + (<usize>((image * j.outHeight + top) * j.outWidth + left)) * outPixel;
    storeTile(j, products + (<usize>i) * outPixel, productStep, y, top + 1 < j.outHeight, left + 1 < j.outWidth);
  }
}

/**
 * As `convolve`, for images, 3 x 3 filters without stride or dilation, and channels and filters that are multiples of
 * 4. x is padded so that every 4 x 4 patch lies whole in it. `transformed`: working memory for 16 * channels * filters
 * floats; `packed`: for 16 * channels * ceil(filters / 8) * 8. `tilesPerChunk`: a multiple of 4, at most 64, such that
 * 16 * tilesPerChunk * (channels + filters) floats fit a thread's working memory.
 */
export function convolveWinograd(
  x: usize, w: usize, y: usize, transformed: usize, packed: usize, bias: usize, relu: bool, flipped: bool,
  tilesPerChunk: i32,
): void {
  const j = convolutionJob();
  j.x = x;
  j.w = w;
  j.y = y;
  j.bias = bias;
  j.relu = relu;
  j.flipped = flipped;
  const t = job();
  t.transformed = transformed;
  t.packed = packed;
  t.rows = flipped ? j.filters : j.channels;
  t.columns = flipped ? j.channels : j.filters;
  t.tilesHigh = ceilDivide(j.outHeight, 2);
  t.tilesWide = ceilDivide(j.outWidth, 2);
  t.tilesPerChunk = tilesPerChunk;
  parallel(t.rows, filterChunk);
  parallel(<i32>PLACES, packChunk);
  parallel(ceilDivide(j.batch * t.tilesHigh * t.tilesWide, tilesPerChunk), tilesChunk);
}
