// The gradients of a recurrent layer's weights as one matrix product over all sequences and steps, from dz, the gradient
// of the gates before their activations ([batch * time, columns]), and h', the state one step before (0 at first):
//     [dW, dU, db] = [x, h', 1]^T dz

import { K_STRIP, multiplyColumns, PARALLEL_FROM, regularTable } from './matmul';
import { packPanels, panelCount } from './packing';
import { ceilDivide, smaller, zeroFloats } from './vector';
import { JOB, parallelIf, scratch } from './workers';

const ROWS_PER_CHUNK = 16;
const ONES: usize = memory.data<f32>([1, 1, 1, 1]);

@unmanaged
class WeightsJob {
  x: usize;
  h: usize;
  dGates: usize;
  out: usize;
  panels: usize;
  features: i32;
  units: i32;
  columns: i32;
  time: i32;
  /** batch * time */
  steps: i32;
}

@inline
function job(): WeightsJob {
  return changetype<WeightsJob>(JOB);
}

function packChunk(panel: i32, thread: i32): void {
  const j = job();
  packPanels(j.dGates, false, j.columns, j.steps, j.columns, j.panels, panel, panel + 1);
}

/** The addresses of h' for `count` steps from `first` on; those of the first step of a sequence are that of `zeros`. */
function statesTable(j: WeightsJob, table: usize, first: i32, count: i32, zeros: usize): void {
  const row = (<usize>j.units) << 2;
  let t = first % j.time;
  let h = j.h + <usize>first * row - row;
  for (let i = 0; i < count; i++, table += 4, h += row) {
    store<usize>(table, t == 0 ? zeros : h);
    if (++t == j.time) t = 0;
  }
}

/** Some rows of the result: those of x come first, then those of the states, at last that of the bias. */
function rowsChunk(chunk: i32, thread: i32): void {
  const j = job();
  const inputChunks = ceilDivide(j.features, ROWS_PER_CHUNK);
  const stateChunks = ceilDivide(j.units, ROWS_PER_CHUNK);
  const ofInputs = chunk < inputChunks;
  const ofStates = !ofInputs && chunk < inputChunks + stateChunks;
  const first = ofInputs ? chunk * ROWS_PER_CHUNK : ofStates ? (chunk - inputChunks) * ROWS_PER_CHUNK : 0;
  const size = ofInputs ? j.features : ofStates ? j.units : 1;
  const before = ofInputs ? 0 : ofStates ? j.features : j.features + j.units;

  const table = scratch(thread);
  const tile = table + 4 * <usize>K_STRIP;
  const zeros = tile + 16 * <usize>K_STRIP;
  if (ofStates) zeroFloats(zeros, j.units);
  const ldc = (<usize>j.columns) << 2;
  const c = j.out + <usize>(before + first) * ldc;
  for (let step = 0; step < j.steps; step += K_STRIP) {
    const count = smaller(K_STRIP, j.steps - step);
    if (ofInputs) regularTable(table, j.x + <usize>(step * j.features) * 4, (<usize>j.features) << 2, count);
    else if (ofStates) statesTable(j, table, step, count, zeros);
    else regularTable(table, ONES, 0, count);
    multiplyColumns(
      table, count, (<usize>first) << 2, smaller(ROWS_PER_CHUNK, size - first),
      j.panels + (<usize>step) * 32, (<usize>j.steps) * 32, j.columns, c, ldc, step > 0, tile,
    );
  }
}

/**
 * `out`, [features + units + 1, columns], from x, [batch, time, features], h, [batch, time, units], and dz. `units` 0
 * leaves the rows of the states out. `panels`: working memory for batch * time * ceil(columns / 8) * 8 floats.
 */
export function sequenceGradients(
  x: usize, h: usize, dGates: usize, out: usize, panels: usize,
  batch: i32, time: i32, features: i32, units: i32, columns: i32,
): void {
  const j = job();
  j.x = x;
  j.h = h;
  j.dGates = dGates;
  j.out = out;
  j.panels = panels;
  j.features = features;
  j.units = units;
  j.columns = columns;
  j.time = time;
  j.steps = batch * time;
  const worth = (<f64>j.steps) * (<f64>(features + units + 1)) * (<f64>columns) > PARALLEL_FROM;
  parallelIf(worth, panelCount(columns), packChunk);
  parallelIf(worth, ceilDivide(features, ROWS_PER_CHUNK) + ceilDivide(units, ROWS_PER_CHUNK) + 1, rowsChunk);
}
