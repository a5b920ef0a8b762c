// The largest along an axis of x, [outer, reduced, inner], and its gradient
//     y[o, i] = max over r of x[o, r, i],      dx[o, r, i] = dy[o, i] where x[o, r, i] = y[o, i], else 0
// (equal maxima all get the gradient, as in TensorFlow.js). A NaN along the axis makes its maximum NaN.

import { copyFloats } from './vector';
import { JOB, parallelIf } from './workers';

const PARALLEL_FROM: f64 = 30_000;

@unmanaged
class MaximumJob {
  x: usize;
  y: usize;
  dy: usize;
  dx: usize;
  reduced: i32;
  inner: i32;
}

@inline
function job(): MaximumJob {
  return changetype<MaximumJob>(JOB);
}

function run(outer: i32, chunk: (outer: i32, thread: i32) => void): void {
  const j = job();
  parallelIf((<f64>outer) * (<f64>j.reduced) * (<f64>j.inner) > PARALLEL_FROM, outer, chunk);
}

function maximumChunk(outer: i32, thread: i32): void {
  const j = job();
  const inner = j.inner;
  let x = j.x + (((<usize>outer) * (<usize>j.reduced) * (<usize>inner)) << 2);
  const y = j.y + (((<usize>outer) * (<usize>inner)) << 2);
  copyFloats(y, x, inner);
  for (let r = 1; r < j.reduced; r++) {
    x += (<usize>inner) << 2;
    let i = 0;
    let shift: usize = 0;
    for (; i + 4 <= inner; i += 4, shift += 16) {
      v128.store(y + shift, f32x4.max(v128.load(y + shift), v128.load(x + shift)));
    }
    for (; i < inner; i++, shift += 4) store<f32>(y + shift, max<f32>(load<f32>(y + shift), load<f32>(x + shift)));
  }
}

export function maximumMiddle(x: usize, y: usize, outer: i32, reduced: i32, inner: i32): void {
  const j = job();
  j.x = x;
  j.y = y;
  j.reduced = reduced;
  j.inner = inner;
  run(outer, maximumChunk);
}

function gradientChunk(outer: i32, thread: i32): void {
  const j = job();
  const inner = j.inner;
  let at = ((<usize>outer) * (<usize>j.reduced) * (<usize>inner)) << 2;
  const y = j.y + (((<usize>outer) * (<usize>inner)) << 2);
  const dy = j.dy + (((<usize>outer) * (<usize>inner)) << 2);
  for (let r = 0; r < j.reduced; r++, at += (<usize>inner) << 2) {
    let i = 0;
    let shift: usize = 0;
    for (; i + 4 <= inner; i += 4, shift += 16) {
      const highest = f32x4.eq(v128.load(j.x + at + shift), v128.load(y + shift));
      v128.store(j.dx + at + shift, v128.and(v128.load(dy + shift), highest));
    }
    for (; i < inner; i++, shift += 4) {
      const highest = load<f32>(j.x + at + shift) == load<f32>(y + shift);
      store<f32>(j.dx + at + shift, highest ? load<f32>(dy + shift) : 0);
    }
  }
}

export function maximumGradient(
  dy: usize, x: usize, y: usize, dx: usize, outer: i32, reduced: i32, inner: i32,
): void {
  const j = job();
  j.dy = dy;
  j.x = x;
  j.y = y;
  j.dx = dx;
  j.reduced = reduced;
  j.inner = inner;
  run(outer, gradientChunk);
}
