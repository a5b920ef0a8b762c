// Recurrent layers over a whole sequence at once, tensors laid out [batch, time, ...]. The products with the inputs
// are one large matrix product beforehand (by the caller, into `gates`); what must go step by step is here.
//     LSTM (S. Hochreiter and J. Schmidhuber, 1997), gates in Keras's order i, f, g, o; s = recurrent activation:
//         i, f, o = s(z), g = tanh(z), z = x W + h' U + b;  c = f c' + i g;  h = o tanh(c)      (' = the step before)
// Sequences of a batch do not depend on each other, so each chunk is some of them, through all of time.

import { RecurrentActivation } from './operations';
import { hardSigmoid4, sigmoid4, tanh4 } from './functions';
import { ceilDivide, smaller, splat, zeroFloats } from './vector';
import { multiplyRows, packPanels, panelCount, regularTable } from './matmul';
import { JOB, parallel, scratch } from './workers';

const SEQUENCES_PER_CHUNK = 16;
const TABLES: usize = 1024;

@unmanaged
class RecurrentJob {
  gates: usize;
  h: usize;
  c: usize;
  dh: usize;
  dGates: usize;
  panels: usize;
  bias: usize;
  batch: i32;
  time: i32;
  units: i32;
  activation: i32;
}

@inline
function job(): RecurrentJob {
  return changetype<RecurrentJob>(JOB);
}

@inline
function activate(activation: i32, x: v128): v128 {
  return activation == RecurrentActivation.HardSigmoid ? hardSigmoid4(x) : sigmoid4(x);
}

/** The derivative of the recurrent activation, from its value. */
@inline
function slope(activation: i32, y: v128): v128 {
  const one = splat(1);
  if (activation == RecurrentActivation.HardSigmoid) {
    return v128.and(splat(0.2), v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, one)));
  }
  return f32x4.mul(y, f32x4.sub(one, y));
}

@inline
function tanhSlope(y: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(y, y));
}

/** to rows += (or =) from rows times the packed panels; rows `fromStep` and `toStep` bytes apart. */
function multiplyStep(
  table: usize, from: usize, fromStep: usize, rows: i32, k: i32, panels: usize, n: i32,
  to: usize, toStep: usize, accumulate: bool,
): void {
  regularTable(table, from, fromStep, rows);
  const runTable = table + 512;
  store<usize>(runTable, 0);
  multiplyRows(table, rows, runTable, 1, k, panels, (<usize>k) * 32, n, to, toStep, 0, false, accumulate);
}

function lstmForwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2; // bytes of one state; a row of gates holds four
  const table = scratch(thread);
  for (let t = 0; t < j.time; t++) {
    const at = <usize>(first * j.time + t);
    if (t > 0) {
      multiplyStep(
        table, j.h + (at - 1) * row, <usize>j.time * row, sequences, j.units, j.panels, 4 * j.units,
        j.gates + at * row * 4, <usize>j.time * row * 4, true,
      );
    }
    for (let s = 0; s < sequences; s++) {
      const index = at + <usize>(s * j.time);
      const gates = j.gates + index * row * 4;
      const h = j.h + index * row;
      const c = j.c + index * row;
      for (let u: usize = 0; u < row; u += 16) {
        let zi = v128.load(gates + u);
        let zf = v128.load(gates + row + u);
        let zg = v128.load(gates + 2 * row + u);
        let zo = v128.load(gates + 3 * row + u);
        if (j.bias) {
          zi = f32x4.add(zi, v128.load(j.bias + u));
          zf = f32x4.add(zf, v128.load(j.bias + row + u));
          zg = f32x4.add(zg, v128.load(j.bias + 2 * row + u));
          zo = f32x4.add(zo, v128.load(j.bias + 3 * row + u));
        }
        const i = activate(j.activation, zi);
        const f = activate(j.activation, zf);
        const g = tanh4(zg);
        const o = activate(j.activation, zo);
        let cell = f32x4.mul(i, g);
        if (t > 0) cell = f32x4.add(cell, f32x4.mul(f, v128.load(c - row + u)));
        v128.store(gates + u, i);
        v128.store(gates + row + u, f);
        v128.store(gates + 2 * row + u, g);
        v128.store(gates + 3 * row + u, o);
        v128.store(c + u, cell);
        v128.store(h + u, f32x4.mul(o, tanh4(cell)));
      }
    }
  }
}

/**
 * `gates` holds x W, [batch, time, 4 units], and receives i, f, g, o; `h` and `c`, [batch, time, units], the states.
 * units must be a multiple of 4. `panels`: working memory for 4 units * units floats.
 */
export function lstmForward(
  gates: usize, h: usize, c: usize, recurrent: usize, bias: usize, panels: usize,
  batch: i32, time: i32, units: i32, activation: i32,
): void {
  const j = job();
  j.gates = gates;
  j.h = h;
  j.c = c;
  j.bias = bias;
  j.panels = panels;
  j.batch = batch;
  j.time = time;
  j.units = units;
  j.activation = activation;
  packPanels(recurrent, false, 4 * units, units, 4 * units, panels, 0, panelCount(4 * units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), lstmForwardChunk);
}

function lstmBackwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2;
  const table = scratch(thread);
  const dhNext = table + TABLES; // what comes back from the step after
  const dcNext = dhNext + <usize>sequences * row;
  zeroFloats(dhNext, sequences * j.units);
  zeroFloats(dcNext, sequences * j.units);
  for (let t = j.time - 1; t >= 0; t--) {
    const at = <usize>(first * j.time + t);
    for (let s = 0; s < sequences; s++) {
      const index = at + <usize>(s * j.time);
      const gates = j.gates + index * row * 4;
      const dGates = j.dGates + index * row * 4;
      const c = j.c + index * row;
      const own = <usize>s * row;
      for (let u: usize = 0; u < row; u += 16) {
        const i = v128.load(gates + u);
        const f = v128.load(gates + row + u);
        const g = v128.load(gates + 2 * row + u);
        const o = v128.load(gates + 3 * row + u);
        const tanhC = tanh4(v128.load(c + u));
        const dh = f32x4.add(v128.load(j.dh + index * row + u), v128.load(dhNext + own + u));
        const dc = f32x4.add(v128.load(dcNext + own + u), f32x4.mul(f32x4.mul(dh, o), tanhSlope(tanhC)));
        const before = t > 0 ? v128.load(c - row + u) : splat(0);
        v128.store(dGates + u, f32x4.mul(f32x4.mul(dc, g), slope(j.activation, i)));
        v128.store(dGates + row + u, f32x4.mul(f32x4.mul(dc, before), slope(j.activation, f)));
        v128.store(dGates + 2 * row + u, f32x4.mul(f32x4.mul(dc, i), tanhSlope(g)));
        v128.store(dGates + 3 * row + u, f32x4.mul(f32x4.mul(dh, tanhC), slope(j.activation, o)));
        v128.store(dcNext + own + u, f32x4.mul(dc, f));
      }
    }
    if (t > 0) {
      multiplyStep(
        table, j.dGates + at * row * 4, <usize>j.time * row * 4, sequences, 4 * j.units, j.panels, j.units,
        dhNext, row, false,
      );
    }
  }
}

/** dz of all gates from dh, [batch, time, units], and what `lstmForward` left. `panels`: 4 units * ceil(units / 8) * 8 floats. */
export function lstmBackward(
  dh: usize, gates: usize, c: usize, dGates: usize, recurrent: usize, panels: usize,
  batch: i32, time: i32, units: i32, activation: i32,
): void {
  const j = job();
  j.dh = dh;
  j.gates = gates;
  j.c = c;
  j.dGates = dGates;
  j.panels = panels;
  j.batch = batch;
  j.time = time;
  j.units = units;
  j.activation = activation;
  packPanels(recurrent, true, 4 * units, 4 * units, units, panels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), lstmBackwardChunk);
}

/** The state before each step: out[b, t] = h[b, t - 1], zeros at t = 0. */
export function statesBefore(h: usize, out: usize, batch: i32, time: i32, units: i32): void {
  const row = (<usize>units) << 2;
  for (let b = 0; b < batch; b++, h += <usize>time * row, out += <usize>time * row) {
    zeroFloats(out, units);
    memory.copy(out + row, h, <usize>(time - 1) * row);
  }
}
