// Convolution over images [B, H, W, C] and volumes [B, D, H, W, C] (an image is a volume of depth 1), forward and both
// gradients:
//     y[b, o, n]  = sum over taps t and channels c of  x[b, o * stride + t * dilation - pad, c] * w[t, c, n]
//     dw[t, c, n] = sum over pixels (b, o) of          x[b, o * stride + t * dilation - pad, c] * dy[b, o, n]
//     dx[b, i, c] = sum over (o, t) that meet i, and n, of  dy[b, o, n] * w[t, c, n]
// (V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016). Each is the product of
// `matmul.ts` with "rows" of A that are the patches under the output pixels. The caller pads x beforehand
// (`padding.ts`), so that every patch lies whole in memory, as one run of KW * C floats for each of its image rows.

import { addFloats, ceilDivide, smaller, zeroFloats } from './vector';
import { multiplyColumns, multiplyRows, PARALLEL_FROM, regularTable } from './matmul';
import { packPanels, panelCount } from './packing';
import { JOB, parallel, parallelIf, scratch } from './workers';

/** Byte offsets of a patch's runs; room for `MOST_RUNS`. */
const RUN_TABLE: usize = JOB + 4096;
export const MOST_RUNS = 4096;
const PIXELS_PER_CHUNK = 64;
/** Pixels whose dy is packed at a time for the gradient of the filter. */
const PIXELS_PER_BLOCK = 128;
const SCRATCH_FLOATS = 1 << 19;

@unmanaged
export class ConvolutionJob {
  x: usize;
  w: usize;
  y: usize;
  panels: usize;
  bias: usize;
  relu: bool;
  flipped: bool;
  batch: i32;
  inDepth: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  filters: i32;
  kernelDepth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideDepth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationDepth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padFront: i32;
  padTop: i32;
  padLeft: i32;
  // derived
  taps: i32;
  runs: i32;
  runLength: i32;
  parts: i32;
  pixelsPerPart: i32;
  partials: usize;
}

@inline
export function convolutionJob(): ConvolutionJob {
  return changetype<ConvolutionJob>(JOB);
}

/** The shape of the convolution that the next call computes. Sizes of x are those after padding where the call says so. */
export function setConvolution(
  batch: i32,
  inDepth: i32, inHeight: i32, inWidth: i32, channels: i32,
  outDepth: i32, outHeight: i32, outWidth: i32, filters: i32,
  kernelDepth: i32, kernelHeight: i32, kernelWidth: i32,
  strideDepth: i32, strideHeight: i32, strideWidth: i32,
  dilationDepth: i32, dilationHeight: i32, dilationWidth: i32,
  padFront: i32, padTop: i32, padLeft: i32,
): void {
  const j = convolutionJob();
  j.batch = batch;
  j.inDepth = inDepth;
  j.inHeight = inHeight;
  j.inWidth = inWidth;
  j.channels = channels;
  j.outDepth = outDepth;
  j.outHeight = outHeight;
  j.outWidth = outWidth;
  j.filters = filters;
  j.kernelDepth = kernelDepth;
  j.kernelHeight = kernelHeight;
  j.kernelWidth = kernelWidth;
  j.strideDepth = strideDepth;
  j.strideHeight = strideHeight;
  j.strideWidth = strideWidth;
  j.dilationDepth = dilationDepth;
  j.dilationHeight = dilationHeight;
  j.dilationWidth = dilationWidth;
  j.padFront = padFront;
  j.padTop = padTop;
  j.padLeft = padLeft;
  j.taps = kernelDepth * kernelHeight * kernelWidth;
}

/** Lists where the runs of a patch begin: neighbouring taps of one image row are one run, unless dilation parts them. */
function listRuns(j: ConvolutionJob): void {
  const joined = j.dilationWidth == 1;
  const runsPerRow = joined ? 1 : j.kernelWidth;
  j.runLength = joined ? j.kernelWidth * j.channels : j.channels;
  j.runs = 0;
  for (let d = 0; d < j.kernelDepth; d++) {
    for (let h = 0; h < j.kernelHeight; h++) {
      const row = (d * j.dilationDepth * j.inHeight + h * j.dilationHeight) * j.inWidth;
      for (let w = 0; w < runsPerRow; w++, j.runs++) {
        const offset = (row + w * j.dilationWidth) * j.channels;
        store<usize>(RUN_TABLE + ((<usize>j.runs) << 2), (<usize>offset) << 2);
      }
    }
  }
}

@inline
function pixelCount(j: ConvolutionJob): i32 {
  return j.batch * j.outDepth * j.outHeight * j.outWidth;
}

/** Fills a table with the addresses of the patches under `count` output pixels, up to a multiple of 4. */
function patchTable(j: ConvolutionJob, table: usize, first: i32, count: i32): void {
  let ow = first % j.outWidth;
  let rest = first / j.outWidth;
  let oh = rest % j.outHeight;
  rest /= j.outHeight;
  let od = rest % j.outDepth;
  let b = rest / j.outDepth;
  const step = (<usize>(j.strideWidth * j.channels)) << 2;
  let address: usize = 0;
  let newRow = true;
  for (let i = 0; i < count; i++, table += 4) {
    if (newRow) {
      const slice = b * j.inDepth + od * j.strideDepth;
      const pixel = (<usize>(slice * j.inHeight + oh * j.strideHeight)) * (<usize>j.inWidth) + <usize>(ow * j.strideWidth);
      address = j.x + pixel * ((<usize>j.channels) << 2);
      newRow = false;
    }
    store<usize>(table, address);
    if (i + 1 == count) break;
    address += step;
    if (++ow == j.outWidth) {
      ow = 0;
      newRow = true;
      if (++oh == j.outHeight) {
        oh = 0;
        if (++od == j.outDepth) {
          od = 0;
          b++;
        }
      }
    }
  }
  for (let i = count; i & 3; i++) store<usize>((table += 4), address);
}

/** Packs one panel of the filter; `flipped` for the gradient of x: taps in reverse order, channels and filters swapped. */
function packFilterChunk(panel: i32, thread: i32): void {
  const j = convolutionJob();
  const k = j.taps * j.channels;
  if (!j.flipped) {
    packPanels(j.w, false, j.filters, k, j.filters, j.panels, panel, panel + 1);
    return;
  }
  // Here `channels` and `filters` are those of the flipped convolution: w is [taps, filters, channels].
  const panelAt = j.panels + (<usize>panel) * (<usize>k) * 32;
  for (let tap = 0; tap < j.taps; tap++) {
    const firstRow = (j.taps - 1 - tap) * j.filters + panel * 8;
    const from = j.w + (<usize>firstRow) * ((<usize>j.channels) << 2);
    const to = panelAt + (<usize>(tap * j.channels)) * 32;
    packPanels(from, true, j.channels, j.channels, smaller(8, j.filters - panel * 8), to, 0, 1);
  }
}

function forwardChunk(chunk: i32, thread: i32): void {
  const j = convolutionJob();
  const first = chunk * PIXELS_PER_CHUNK;
  const count = smaller(PIXELS_PER_CHUNK, pixelCount(j) - first);
  const table = scratch(thread);
  patchTable(j, table, first, count);
  const ldc = (<usize>j.filters) << 2;
  const panelBytes = (<usize>(j.taps * j.channels)) * 32;
  multiplyRows(
    table, count, RUN_TABLE, j.runs, j.runLength, j.panels, panelBytes, j.filters,
    j.y + (<usize>first) * ldc, ldc, j.bias, j.relu, false,
  );
}

/**
 * y = convolution of the padded x with w, plus bias, through ReLU. With `flipped`, w is the filter of another
 * convolution of stride 1 whose gradient of x this computes: x is its dy, padded by (kernel - 1 - pad).
 * `panels`: working memory for taps * channels * ceil(filters / 8) * 8 floats.
 */
export function convolve(x: usize, w: usize, y: usize, panels: usize, bias: usize, relu: bool, flipped: bool): void {
  const j = convolutionJob();
  j.x = x;
  j.w = w;
  j.y = y;
  j.panels = panels;
  j.bias = bias;
  j.relu = relu;
  j.flipped = flipped;
  listRuns(j);
  const k = j.taps * j.channels;
  const panelsOfFilter = panelCount(j.filters);
  parallelIf((<f64>k) * (<f64>j.filters) > 1e5, panelsOfFilter, packFilterChunk);
  const pixels = pixelCount(j);
  const chunks = ceilDivide(pixels, PIXELS_PER_CHUNK);
  parallelIf((<f64>pixels) * (<f64>k) * (<f64>j.filters) > PARALLEL_FROM, chunks, forwardChunk);
}

function filterGradChunk(part: i32, thread: i32): void {
  const j = convolutionJob();
  const k = j.taps * j.channels;
  const first = part * j.pixelsPerPart;
  const last = smaller(pixelCount(j), first + j.pixelsPerPart);
  const dw = part == 0 ? j.w : j.partials + (<usize>(part - 1)) * (<usize>k) * ((<usize>j.filters) << 2);
  const paddedFilters = panelCount(j.filters) * 8;
  let block = PIXELS_PER_BLOCK;
  while (block > 8 && block * paddedFilters > SCRATCH_FLOATS - 2048) block >>= 1;
  const table = scratch(thread);
  const tile = table + 4096;
  const panels = tile + 4096;
  const ldc = (<usize>j.filters) << 2;
  for (let pixel = first; pixel < last; pixel += block) {
    const count = smaller(block, last - pixel);
    patchTable(j, table, pixel, count);
    const dy = j.y + (<usize>pixel) * ldc;
    packPanels(dy, false, j.filters, count, j.filters, panels, 0, panelCount(j.filters));
    for (let run = 0; run < j.runs; run++) {
      const offset = load<usize>(RUN_TABLE + ((<usize>run) << 2));
      const rows = dw + (<usize>(run * j.runLength)) * ldc;
      multiplyColumns(table, count, offset, j.runLength, panels, (<usize>count) * 32, j.filters, rows, ldc, pixel > first, tile);
    }
  }
}

/**
 * dw, from the padded x and dy. The pixels are summed in `parts` parts side by side and the parts then in order;
 * `partials`: working memory for (parts - 1) * taps * channels * filters floats.
 */
export function filterGradient(x: usize, dy: usize, dw: usize, parts: i32, partials: usize): void {
  const j = convolutionJob();
  j.x = x;
  j.y = dy;
  j.w = dw;
  j.partials = partials;
  j.parts = parts;
  j.pixelsPerPart = ceilDivide(pixelCount(j), parts);
  listRuns(j);
  parallel(parts, filterGradChunk);
  const size = j.taps * j.channels * j.filters;
  for (let part = 1; part < parts; part++) {
    addFloats(dw, partials + (<usize>(part - 1)) * ((<usize>size) << 2), size);
  }
}

/** One image's dx, any stride: the products dy w of some pixels, each added to the places that its patch covers. */
function scatterChunk(image: i32, thread: i32): void {
  const j = convolutionJob();
  const k = j.taps * j.channels;
  const pixels = j.outDepth * j.outHeight * j.outWidth;
  const inFloats = j.inDepth * j.inHeight * j.inWidth * j.channels;
  const dx = j.x + (<usize>image) * ((<usize>inFloats) << 2);
  zeroFloats(dx, inFloats);
  let block = PIXELS_PER_CHUNK;
  while (block > 4 && block * k > SCRATCH_FLOATS - 1024) block >>= 1;
  const table = scratch(thread);
  const runTable = table + 2048;
  store<usize>(runTable, 0);
  const patches = table + 4096;
  const lda = (<usize>j.filters) << 2;
  const ldc = (<usize>k) << 2;
  for (let first = 0; first < pixels; first += block) {
    const count = smaller(block, pixels - first);
    regularTable(table, j.y + (<usize>(image * pixels + first)) * lda, lda, count);
    multiplyRows(table, count, runTable, 1, j.filters, j.panels, lda * 8, k, patches, ldc, 0, false, false);
    for (let i = 0; i < count; i++) addPatch(j, dx, first + i, patches + (<usize>i) * ldc);
  }
}

function addPatch(j: ConvolutionJob, dx: usize, pixel: i32, patch: usize): void {
  const left = (pixel % j.outWidth) * j.strideWidth - j.padLeft;
  const rest = pixel / j.outWidth;
  const top = (rest % j.outHeight) * j.strideHeight - j.padTop;
  const front = (rest / j.outHeight) * j.strideDepth - j.padFront;
  const channelBytes = (<usize>j.channels) << 2;
  for (let kd = 0; kd < j.kernelDepth; kd++) {
    const d = front + kd * j.dilationDepth;
    for (let kh = 0; kh < j.kernelHeight; kh++) {
      const h = top + kh * j.dilationHeight;
      for (let kw = 0; kw < j.kernelWidth; kw++, patch += channelBytes) {
        const w = left + kw * j.dilationWidth;
        if (d < 0 || d >= j.inDepth || h < 0 || h >= j.inHeight || w < 0 || w >= j.inWidth) continue;
        addFloats(dx + (<usize>((d * j.inHeight + h) * j.inWidth + w)) * channelBytes, patch, j.channels);
      }
    }
  }
}

/** dx for any stride, from dy and w; x's sizes are those without padding. `panels` as for `convolve`, of w transposed. */
export function scatterGradient(dy: usize, w: usize, dx: usize, panels: usize): void {
  const j = convolutionJob();
  j.x = dx;
  j.y = dy;
  j.panels = panels;
  const k = j.taps * j.channels;
  packPanels(w, true, j.filters, j.filters, k, panels, 0, panelCount(k));
  parallel(j.batch, scatterChunk);
}
