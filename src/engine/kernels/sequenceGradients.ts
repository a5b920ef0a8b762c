// The gradients of a recurrent layer's weights as one matrix product over all sequences and steps, from dz, the gradient
// of the gates before their activations ([batch * time, columns]), and h', the state one step before (0 at first):
//     [dW, dU, db] = [x, h', 1]^T dz

import { K_STRIP, multiplyColumns, PARALLEL_FROM, regularTable } from './matmul';
import { packPanels, panelCount } from './packing';
import { ceilDivide, smaller, zeroFloats } from './vector';
import { JOB, parallelIf, scratch } from './workers';

const COLUMNS_PER_CHUNK = 64;
const ONES: usize = memory.data<f32>([1, 1, 1, 1]);

@unmanaged
class WeightsJob {
  x: usize;
  h: usize;
  dGates: usize;
  out: usize;
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

/** Some columns of the result, over all steps: those of dz are packed strip by strip, while they are in the cache. */
function columnsChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * COLUMNS_PER_CHUNK;
  const columns = smaller(COLUMNS_PER_CHUNK, j.columns - first);
  const table = scratch(thread);
  const tile = table + 4 * <usize>K_STRIP;
  const panels = tile + 16 * <usize>K_STRIP;
  const zeros = panels + 4 * <usize>(COLUMNS_PER_CHUNK * K_STRIP);
  zeroFloats(zeros, j.units);
  const ldc = (<usize>j.columns) << 2;
  const ofInputs = j.out + ((<usize>first) << 2);
  const ofStates = ofInputs + <usize>j.features * ldc;
  const ofBias = ofStates + <usize>j.units * ldc;
  for (let step = 0; step < j.steps; step += K_STRIP) {
    const count = smaller(K_STRIP, j.steps - step);
    const panelBytes = (<usize>count) << 5;
    const dGates = j.dGates + <usize>step * ldc + ((<usize>first) << 2);
    packPanels(dGates, false, j.columns, count, columns, panels, 0, panelCount(columns));
    regularTable(table, j.x + <usize>(step * j.features) * 4, (<usize>j.features) << 2, count);
    multiplyColumns(table, count, 0, j.features, panels, panelBytes, columns, ofInputs, ldc, step > 0, tile);
    statesTable(j, table, step, count, zeros);
    multiplyColumns(table, count, 0, j.units, panels, panelBytes, columns, ofStates, ldc, step > 0, tile);
    regularTable(table, ONES, 0, count);
    multiplyColumns(table, count, 0, 1, panels, panelBytes, columns, ofBias, ldc, step > 0, tile);
  }
}

/**
 * `out`, [features + units + 1, columns], from x, [batch, time, features], h, [batch, time, units], and dz. `units` 0
 * leaves the rows of the states out.
 */
export function sequenceGradients(
  x: usize, h: usize, dGates: usize, out: usize,
  batch: i32, time: i32, features: i32, units: i32, columns: i32,
): void {
  const j = job();
  j.x = x;
  j.h = h;
  j.dGates = dGates;
  j.out = out;
  j.features = features;
  j.units = units;
  j.columns = columns;
  j.time = time;
  j.steps = batch * time;
  const worth = (<f64>j.steps) * (<f64>(features + units + 1)) * (<f64>columns) > PARALLEL_FROM;
  parallelIf(worth, ceilDivide(columns, COLUMNS_PER_CHUNK), columnsChunk);
}
