// LSTM over whole sequences (S. Hochreiter and J. Schmidhuber, 1997), gates in Keras's order i, f, g, o; s is the
// recurrent activation, ' the step before:
//     i, f, o = s(z), g = tanh(z), z = x W + h' U + b;  c = f c' + i g;  h = o tanh(c)

import { tanh4 } from './functions';
import { ceilDivide, smaller, splat, zeroFloats } from './vector';
import { packPanels, panelCount } from './packing';
import { activate, begin, job, multiplyStep, SEQUENCES_PER_CHUNK, slope, TABLES, tanhSlope } from './sequence';
import { parallel, scratch } from './workers';

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
  const j = begin(batch, time, units, activation);
  j.gates = gates;
  j.h = h;
  j.c = c;
  j.bias = bias;
  j.panels = panels;
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
  const j = begin(batch, time, units, activation);
  j.dh = dh;
  j.gates = gates;
  j.c = c;
  j.dGates = dGates;
  j.panels = panels;
  packPanels(recurrent, true, 4 * units, 4 * units, units, panels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), lstmBackwardChunk);
}
