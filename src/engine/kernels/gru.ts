// GRU over whole sequences (K. Cho and others, 2014), gates in Keras's order z, r, and the candidate g; s is the recurrent
// activation, ' the step before:
//     z, r = s(x W + h' U + b);  g = tanh(x W_g + (r h') U_g + b_g);  h = z h' + (1 - z) g

import { tanh4 } from './functions';
import { ceilDivide, smaller, splat, zeroFloats } from './vector';
import { packPanels, panelCount } from './packing';
import { activate, begin, job, multiplyStep, SEQUENCES_PER_CHUNK, slope, TABLES, tanhSlope } from './sequence';
import { parallel, scratch } from './workers';

@inline
function withBias(bias: usize, at: usize, x: v128): v128 {
  return bias ? f32x4.add(x, v128.load(bias + at)) : x;
}

function gruForwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2; // bytes of one state; a row of gates holds three
  const stateStep = <usize>j.time * row;
  const table = scratch(thread);
  const reset = table + TABLES; // r h'
  for (let t = 0; t < j.time; t++) {
    const at = <usize>(first * j.time + t);
    const gatesAt = j.gates + at * row * 3;
    const before = j.h + at * row - row;
    if (t > 0) {
      multiplyStep(
        table, before, stateStep, sequences, j.units, j.panels, 2 * j.units, gatesAt, stateStep * 3, true,
      );
    }
    for (let s = 0; s < sequences; s++) {
      const gates = gatesAt + <usize>s * stateStep * 3;
      for (let u: usize = 0; u < row; u += 16) {
        const z = activate(j.activation, withBias(j.bias, u, v128.load(gates + u)));
        const r = activate(j.activation, withBias(j.bias, row + u, v128.load(gates + row + u)));
        v128.store(gates + u, z);
        v128.store(gates + row + u, r);
        if (t > 0) v128.store(reset + <usize>s * row + u, f32x4.mul(r, v128.load(before + <usize>s * stateStep + u)));
      }
    }
    if (t > 0) {
      multiplyStep(
        table, reset, row, sequences, j.units, j.candidatePanels, j.units, gatesAt + 2 * row, stateStep * 3, true,
      );
    }
    for (let s = 0; s < sequences; s++) {
      const gates = gatesAt + <usize>s * stateStep * 3;
      const h = j.h + at * row + <usize>s * stateStep;
      for (let u: usize = 0; u < row; u += 16) {
        const z = v128.load(gates + u);
        const g = tanh4(withBias(j.bias, 2 * row + u, v128.load(gates + 2 * row + u)));
        const old = t > 0 ? v128.load(h - row + u) : splat(0);
        v128.store(gates + 2 * row + u, g);
        v128.store(h + u, f32x4.add(f32x4.mul(z, old), f32x4.mul(f32x4.sub(splat(1), z), g)));
      }
    }
  }
}

/**
 * `gates` holds x W, [batch, time, 3 units], and receives z, r, g; `h`, [batch, time, units], the states. `recurrent` is
 * [units, 3 units]. `panels`: working memory for (3 units + 8) * units floats.
 */
export function gruForward(
  gates: usize, h: usize, recurrent: usize, bias: usize, panels: usize,
  batch: i32, time: i32, units: i32, activation: i32,
): void {
  const j = begin(batch, time, units, activation);
  j.gates = gates;
  j.h = h;
  j.bias = bias;
  j.panels = panels;
  j.candidatePanels = panels + (<usize>panelCount(2 * units)) * (<usize>units) * 32;
  packPanels(recurrent, false, 3 * units, units, 2 * units, j.panels, 0, panelCount(2 * units));
  const candidate = recurrent + ((<usize>units) << 3);
  packPanels(candidate, false, 3 * units, units, units, j.candidatePanels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), gruForwardChunk);
}

function gruBackwardChunk(chunk: i32, thread: i32): void {
  const j = job();
  const first = chunk * SEQUENCES_PER_CHUNK;
  const sequences = smaller(SEQUENCES_PER_CHUNK, j.batch - first);
  const row = (<usize>j.units) << 2;
  const stateStep = <usize>j.time * row;
  const table = scratch(thread);
  const dhNext = table + TABLES; // what comes back from the step after
  const dReset = dhNext + <usize>sequences * row; // of r h'
  zeroFloats(dhNext, sequences * j.units);
  for (let t = j.time - 1; t >= 0; t--) {
    const at = <usize>(first * j.time + t);
    const dGatesAt = j.dGates + at * row * 3;
    for (let s = 0; s < sequences; s++) {
      const index = at + <usize>(s * j.time);
      const gates = j.gates + index * row * 3;
      const dGates = j.dGates + index * row * 3;
      const next = dhNext + <usize>s * row;
      for (let u: usize = 0; u < row; u += 16) {
        const z = v128.load(gates + u);
        const g = v128.load(gates + 2 * row + u);
        const old = t > 0 ? v128.load(j.h + index * row - row + u) : splat(0);
        const dh = f32x4.add(v128.load(j.dh + index * row + u), v128.load(next + u));
        v128.store(dGates + u, f32x4.mul(f32x4.mul(dh, f32x4.sub(old, g)), slope(j.activation, z)));
        const share = f32x4.mul(dh, f32x4.sub(splat(1), z));
        v128.store(dGates + 2 * row + u, f32x4.mul(share, tanhSlope(g)));
        v128.store(next + u, f32x4.mul(dh, z));
      }
    }
    if (t == 0) {
      // There was no state before: r had no effect.
      for (let s = 0; s < sequences; s++) zeroFloats(dGatesAt + <usize>s * stateStep * 3 + row, j.units);
      continue;
    }
    multiplyStep(
      table, dGatesAt + 2 * row, stateStep * 3, sequences, j.units, j.candidatePanels, j.units, dReset, row, false,
    );
    for (let s = 0; s < sequences; s++) {
      const index = at + <usize>(s * j.time);
      const gates = j.gates + index * row * 3;
      const dGates = j.dGates + index * row * 3;
      const own = <usize>s * row;
      for (let u: usize = 0; u < row; u += 16) {
        const r = v128.load(gates + row + u);
        const old = v128.load(j.h + index * row - row + u);
        const d = v128.load(dReset + own + u);
        v128.store(dGates + row + u, f32x4.mul(f32x4.mul(d, old), slope(j.activation, r)));
        v128.store(dhNext + own + u, f32x4.add(v128.load(dhNext + own + u), f32x4.mul(d, r)));
      }
    }
    multiplyStep(table, dGatesAt, stateStep * 3, sequences, 2 * j.units, j.panels, j.units, dhNext, row, true);
  }
}

/** The gradient of all gates before their activations, from dh and what `gruForward` left. `panels`: 3 units * (units + 8) floats. */
export function gruBackward(
  dh: usize, gates: usize, h: usize, dGates: usize, recurrent: usize, panels: usize,
  batch: i32, time: i32, units: i32, activation: i32,
): void {
  const j = begin(batch, time, units, activation);
  j.dh = dh;
  j.gates = gates;
  j.h = h;
  j.dGates = dGates;
  j.panels = panels;
  j.candidatePanels = panels + (<usize>panelCount(units)) * (<usize>units) * 64;
  packPanels(recurrent, true, 3 * units, 2 * units, units, j.panels, 0, panelCount(units));
  const candidate = recurrent + ((<usize>units) << 3);
  packPanels(candidate, true, 3 * units, units, units, j.candidatePanels, 0, panelCount(units));
  parallel(ceilDivide(batch, SEQUENCES_PER_CHUNK), gruBackwardChunk);
}

/** out = r h', [batch, time, units]: what the candidate's recurrent weights were multiplied with. */
export function resetStates(gates: usize, h: usize, out: usize, batch: i32, time: i32, units: i32): void {
  const row = (<usize>units) << 2;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < time; t++, gates += 3 * row, h += row, out += row) {
      for (let u: usize = 0; u < row; u += 16) {
        const old = t > 0 ? v128.load(h - row + u) : splat(0);
        v128.store(out + u, f32x4.mul(v128.load(gates + row + u), old));
      }
    }
  }
}
