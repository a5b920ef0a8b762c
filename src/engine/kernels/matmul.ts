// Matrix products, C = A B, with either side transposed; the heart of dense layers and, through `convolution.ts`, of
// convolutions. The technique is that of K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", ACM TOMS 34(3), 2008, without their outer cache blocks, which these sizes do not need.

import { PANEL, packPanels, panelCount } from './packing';
import { ceilDivide, larger, multiplyAdd, smaller } from './vector';
import { JOB, parallelIf, scratch } from './workers';

// The micro-kernel, in words. A processor multiplies four floats at once, but fetching them from memory costs more
// than multiplying them. So the work is done in tiles of C that stay in registers: 4 rows and 8 columns, that is 8
// registers of 4 floats each. For every k, the tile needs
//     8 floats of B (row k, the tile's columns): 2 loads, and
//     4 floats of A (the tile's rows, column k), each spread over a whole register: 4 loads,
// and gains 4 x 8 = 32 multiplications and additions: 6 loads for 16 vector operations, which keeps the arithmetic
// units busy. Eight independent sums are also what it takes to hide that an addition needs some 4 cycles: the next
// addition into the same register comes 8 additions later.
//     B is first copied ("packed") into panels of 8 columns, so that the 8 floats of each k follow those of k - 1 in
// memory, whatever the width of B; missing columns of the last panel are zeros. Packing costs K*N copies against
// M*N*K multiplications.
//     A is read where it lies. `multiplyRows` takes the address of each row from a table, and a row may consist of
// several contiguous "runs" at the same offsets in every row. A plain matrix has one run. For a convolution a "row" is
// the patch of the image under one output pixel: KH runs of KW*Ci floats, which lie in the image itself, so
// convolution needs no copy of the patches (no im2col).
//     `multiplyColumns` is the tile for a transposed A (gradients of weights): the four values of A are four
// neighbours in one row, and the table walks over k. They are gathered once for all panels: rows a power of two apart
// would drive each other out of the cache.
//     Sums run over k in ascending order in every tile, so a result does not depend on how C was cut.

/** Rows of C per chunk; also the most addresses in a row table. */
const ROWS_PER_CHUNK = 64;
/** A transposed A is read in strips of this many k, so that its cache lines are still there for the next four rows. */
export const K_STRIP = 256;
/** Below this many multiplications waking other threads costs more than it gains. */
export const PARALLEL_FROM: f64 = 4e5;

/** Stores 8 sums (or the first `columns` of them), added to what is there when `accumulate`. */
@inline
function storeRow(c: usize, low: v128, high: v128, columns: i32, accumulate: bool): void {
  if (columns == PANEL) {
    if (accumulate) {
      low = f32x4.add(low, v128.load(c));
      high = f32x4.add(high, v128.load(c, 16));
    }
    v128.store(c, low);
    v128.store(c, high, 16);
  } else {
    storePart(c, low, high, columns, accumulate);
  }
}

function storePart(c: usize, low: v128, high: v128, columns: i32, accumulate: bool): void {
  if (columns >= 4) {
    v128.store(c, accumulate ? f32x4.add(low, v128.load(c)) : low);
    c += 16;
    columns -= 4;
    low = high;
  }
  for (; columns > 0; columns--, c += 4) {
    const value = f32x4.extract_lane(low, 0);
    store<f32>(c, accumulate ? load<f32>(c) + value : value);
    low = v128.shuffle<f32>(low, low, 1, 2, 3, 3);
  }
}

/**
 * C[m, :] = bias + A[m, :] B for `rows` rows of A whose addresses stand in `rowTable` (filled up to a multiple of 4),
 * each made of `runs` runs of `runLength` floats at the byte offsets in `runTable`. B is packed; k counts all runs.
 * C's rows are `ldc` bytes apart. `bias` 0 is none.
 */
export function multiplyRows(
  rowTable: usize, rows: i32,
  runTable: usize, runs: i32, runLength: i32,
  panels: usize, panelBytes: usize, n: i32,
  c: usize, ldc: usize, bias: usize, relu: bool, accumulate: bool,
): void {
  for (let column = 0; column < n; column += PANEL, panels += panelBytes, c += 32) {
    const columns = smaller(PANEL, n - column);
    let biasLow = f32x4.splat(0);
    let biasHigh = biasLow;
    if (bias) {
      biasLow = v128.load(bias + ((<usize>column) << 2));
      biasHigh = v128.load(bias + ((<usize>column) << 2), 16);
    }
    let target = c;
    for (let row = 0; row < rows; row += 4, target += 4 * ldc) {
      const table = rowTable + ((<usize>row) << 2);
      const row0 = load<usize>(table);
      const row1 = load<usize>(table, 4);
      const row2 = load<usize>(table, 8);
      const row3 = load<usize>(table, 12);
      let low0 = biasLow, low1 = biasLow, low2 = biasLow, low3 = biasLow;
      let high0 = biasHigh, high1 = biasHigh, high2 = biasHigh, high3 = biasHigh;
      let b = panels;
      for (let run = 0; run < runs; run++) {
        const offset = load<usize>(runTable + ((<usize>run) << 2));
        let a0 = row0 + offset, a1 = row1 + offset, a2 = row2 + offset, a3 = row3 + offset;
        for (const end = a0 + ((<usize>runLength) << 2); a0 != end; b += 32) {
          const bLow = v128.load(b);
          const bHigh = v128.load(b, 16);
          let a = v128.load32_splat(a0);
          a0 += 4;
          low0 = multiplyAdd(a, bLow, low0);
          high0 = multiplyAdd(a, bHigh, high0);
          a = v128.load32_splat(a1);
          a1 += 4;
          low1 = multiplyAdd(a, bLow, low1);
          high1 = multiplyAdd(a, bHigh, high1);
          a = v128.load32_splat(a2);
          a2 += 4;
          low2 = multiplyAdd(a, bLow, low2);
          high2 = multiplyAdd(a, bHigh, high2);
          a = v128.load32_splat(a3);
          a3 += 4;
          low3 = multiplyAdd(a, bLow, low3);
          high3 = multiplyAdd(a, bHigh, high3);
        }
      }
      if (relu) {
        const zero = f32x4.splat(0);
        low0 = f32x4.max(low0, zero);
        high0 = f32x4.max(high0, zero);
        low1 = f32x4.max(low1, zero);
        high1 = f32x4.max(high1, zero);
        low2 = f32x4.max(low2, zero);
        high2 = f32x4.max(high2, zero);
        low3 = f32x4.max(low3, zero);
        high3 = f32x4.max(high3, zero);
      }
      const left = rows - row;
      storeRow(target, low0, high0, columns, accumulate);
      if (left > 1) storeRow(target + ldc, low1, high1, columns, accumulate);
      if (left > 2) storeRow(target + 2 * ldc, low2, high2, columns, accumulate);
      if (left > 3) storeRow(target + 3 * ldc, low3, high3, columns, accumulate);
    }
  }
}

/**
 * C[m, :] = sum over k of A[k, m] B[k, :], for `rows` neighbouring m. `table` holds, for each of `k` values of k, the
 * address of A[k, 0]; `offset` (bytes) leads from there to the first m. `tile` is working memory for 4 k floats.
 */
export function multiplyColumns(
  table: usize, k: i32, offset: usize, rows: i32,
  panels: usize, panelBytes: usize, n: i32,
  c: usize, ldc: usize, accumulate: bool, tile: usize,
): void {
  const tileEnd = tile + ((<usize>k) << 4);
  for (let row = 0; row < rows; row += 4, offset += 16, c += 4 * ldc) {
    for (let a = tile, entry = table; a != tileEnd; a += 16, entry += 4) {
      v128.store(a, v128.load(load<usize>(entry) + offset));
    }
    const left = rows - row;
    let target = c;
    let panel = panels;
    for (let column = 0; column < n; column += PANEL, panel += panelBytes, target += 32) {
      const columns = smaller(PANEL, n - column);
      let low0 = f32x4.splat(0);
      let low1 = low0, low2 = low0, low3 = low0;
      let high0 = low0, high1 = low0, high2 = low0, high3 = low0;
      for (let at = tile, b = panel; at != tileEnd; at += 16, b += 32) {
        const bLow = v128.load(b);
        const bHigh = v128.load(b, 16);
        let a = v128.load32_splat(at);
        low0 = multiplyAdd(a, bLow, low0);
        high0 = multiplyAdd(a, bHigh, high0);
        a = v128.load32_splat(at, 4);
        low1 = multiplyAdd(a, bLow, low1);
        high1 = multiplyAdd(a, bHigh, high1);
        a = v128.load32_splat(at, 8);
        low2 = multiplyAdd(a, bLow, low2);
        high2 = multiplyAdd(a, bHigh, high2);
        a = v128.load32_splat(at, 12);
        low3 = multiplyAdd(a, bLow, low3);
        high3 = multiplyAdd(a, bHigh, high3);
      }
      storeRow(target, low0, high0, columns, accumulate);
      if (left > 1) storeRow(target + ldc, low1, high1, columns, accumulate);
      if (left > 2) storeRow(target + 2 * ldc, low2, high2, columns, accumulate);
      if (left > 3) storeRow(target + 3 * ldc, low3, high3, columns, accumulate);
    }
  }
}

/** Fills a table with the addresses of `count` rows, `step` bytes apart, and repeats the last one up to a multiple of 4. */
export function regularTable(table: usize, first: usize, step: usize, count: i32): void {
  const padded = (count + 3) & ~3;
  for (let i = 0; i < padded; i++, table += 4) {
    store<usize>(table, first);
    if (i + 1 < count) first += step;
  }
}

@unmanaged
class MatMulJob {
  a: usize;
  b: usize;
  c: usize;
  panels: usize;
  bias: usize;
  relu: bool;
  transposeA: bool;
  transposeB: bool;
  m: i32;
  n: i32;
  k: i32;
  /** Floats from one matrix of the batch to the next; 0 where one matrix serves all. */
  strideA: i32;
  strideB: i32;
  rowChunks: i32;
  rowsPerChunk: i32;
}

@inline
function job(): MatMulJob {
  return changetype<MatMulJob>(JOB);
}

function packChunk(chunk: i32, thread: i32): void {
  const j = job();
  const panels = panelCount(j.n);
  const matrix = chunk / panels;
  const panel = chunk % panels;
  const b = j.b + (<usize>matrix) * (<usize>j.strideB) * 4;
  const to = j.panels + (<usize>matrix) * (<usize>panels) * (<usize>j.k) * 32;
  packPanels(b, j.transposeB, j.transposeB ? j.k : j.n, j.k, j.n, to, panel, panel + 1);
}

function multiplyChunk(chunk: i32, thread: i32): void {
  const j = job();
  const matrix = chunk / j.rowChunks;
  const firstRow = (chunk % j.rowChunks) * j.rowsPerChunk;
  const rows = smaller(j.rowsPerChunk, j.m - firstRow);
  const panelBytes = (<usize>j.k) * 32;
  const panels = j.panels + (j.strideB ? (<usize>matrix) * (<usize>panelCount(j.n)) * panelBytes : 0);
  const a = j.a + (<usize>matrix) * (<usize>j.strideA) * 4;
  const ldc = (<usize>j.n) * 4;
  const c = j.c + ((<usize>matrix) * (<usize>j.m) + <usize>firstRow) * ldc;
  const table = scratch(thread);
  if (!j.transposeA) {
    const lda = (<usize>j.k) * 4;
    regularTable(table, a + (<usize>firstRow) * lda, lda, rows);
    const runTable = table + ((<usize>ROWS_PER_CHUNK) << 2);
    store<usize>(runTable, 0);
    multiplyRows(table, rows, runTable, 1, j.k, panels, panelBytes, j.n, c, ldc, j.bias, j.relu, false);
    return;
  }
  const lda = (<usize>j.m) * 4;
  const tile = table + 4 * <usize>K_STRIP;
  const offset = (<usize>firstRow) << 2;
  for (let k = 0; k < j.k; k += K_STRIP) {
    const length = smaller(K_STRIP, j.k - k);
    regularTable(table, a + (<usize>k) * lda, lda, length);
    multiplyColumns(table, length, offset, rows, panels + (<usize>k) * 32, panelBytes, j.n, c, ldc, k > 0, tile);
  }
}

/**
 * C[i] = A[i] B[i] for `batch` matrices, [m, k] x [k, n], row after row; a transposed side is stored the other way
 * round. `panels` is working memory for ceil(n / 8) * 8 * k floats, times `batch` unless `strideB` is 0.
 * `bias` ([n]) and `relu` apply only without `transposeA`.
 */
export function matMul(
  transposeA: bool, transposeB: bool, m: i32, n: i32, k: i32, batch: i32,
  a: usize, strideA: i32, b: usize, strideB: i32, c: usize, panels: usize, bias: usize, relu: bool,
): void {
  const j = job();
  j.transposeA = transposeA;
  j.transposeB = transposeB;
  j.m = m;
  j.n = n;
  j.k = k;
  j.a = a;
  j.strideA = strideA;
  j.b = b;
  j.strideB = strideB;
  j.c = c;
  j.panels = panels;
  j.bias = bias;
  j.relu = relu;
  const shared = (<f64>m) * (<f64>n) * (<f64>k) * (<f64>batch) > PARALLEL_FROM;
  j.rowsPerChunk = shared ? larger(4, smaller(ROWS_PER_CHUNK, (ceilDivide(m * batch, 16) + 3) & ~3)) : ROWS_PER_CHUNK;
  j.rowChunks = ceilDivide(m, j.rowsPerChunk);
  const packs = panelCount(n) * (strideB ? batch : 1);
  const chunks = j.rowChunks * batch;
  parallelIf(shared && (<f64>k) * (<f64>n) > 3e4, packs, packChunk);
  parallelIf(shared, chunks, multiplyChunk);
}
