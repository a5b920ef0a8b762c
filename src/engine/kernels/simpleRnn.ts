// The simple recurrent layer (J. Elman, 1990) over whole sequences, ' the step before:
//     h = tanh(x W + h' U + b)

import { tanh4 } from './functions';
import { ceilDivide, smaller, zeroFloats } from './vector';
import { packPanels, panelCount } from './packing';
import { begin, job, multiplyStep, SEQUENCES_PER_CHUNK, TABLES, tanhSlope } from './sequence';
import { parallel, scratch } from './workers';

function forwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2;
  const step = <usize>j.time * row;
  const table = scratch(thread);
  for (let t = 0; t < j.time; t++) {
    const h = j.h + <usize>(first * j.time + t) * row;
    if (t > 0) multiplyStep(table, h - row, step, sequences, j.units, j.panels, j.units, h, step, true);
    for (let s = 0; s < sequences; s++) {
      for (let u: usize = 0; u < row; u += 16) {
        const at = h + <usize>s * step + u;
        const z = v128.load(at);
        v128.store(at, tanh4(j.bias ? f32x4.add(z, v128.load(j.bias + u)) : z));
      }
    }
  }
}

/** `h`, [batch, time, units], holds x W and receives the states. `panels`: units * ceil(units / 8) * 8 floats. */
export function simpleRnnForward(
  h: usize, recurrent: usize, bias: usize, panels: usize, batch: i32, time: i32, units: i32,
): void {
  const j = begin(batch, time, units, 0);
  j.h = h;
  j.bias = bias;
  j.panels = panels;
  packPanels(recurrent, false, units, units, units, panels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), forwardChunk);
}

function backwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2;
  const step = <usize>j.time * row;
  const table = scratch(thread);
  const next = table + TABLES; // what comes back from the step after
  zeroFloats(next, sequences * j.units);
  for (let t = j.time - 1; t >= 0; t--) {
    const at = <usize>(first * j.time + t) * row;
    for (let s = 0; s < sequences; s++) {
      const own = at + <usize>s * step;
      for (let u: usize = 0; u < row; u += 16) {
        const dh = f32x4.add(v128.load(j.dh + own + u), v128.load(next + <usize>s * row + u));
        v128.store(j.dGates + own + u, f32x4.mul(dh, tanhSlope(v128.load(j.h + own + u))));
      }
    }
    if (t > 0) multiplyStep(table, j.dGates + at, step, sequences, j.units, j.panels, j.units, next, row, false);
  }
}

/** dz, the gradient before tanh, from dh and the states. `panels` as for `simpleRnnForward`. */
export function simpleRnnBackward(
  dh: usize, h: usize, dz: usize, recurrent: usize, panels: usize, batch: i32, time: i32, units: i32,
): void {
  const j = begin(batch, time, units, 0);
  j.dh = dh;
  j.h = h;
  j.dGates = dz;
  j.panels = panels;
  packPanels(recurrent, true, units, units, units, panels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), backwardChunk);
}
