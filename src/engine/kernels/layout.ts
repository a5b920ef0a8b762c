// Moving data without changing it: transposes, copies of blocks (slice, concatenate, pad), gather and its gradient.

import { addFloats, copyFloats, zeroFloats } from './vector';

/** out, of shape [d0, d1, d2, d3], where stepping along axis i moves `s`i floats in a. */
export function transpose(
  a: usize, out: usize, d0: i32, d1: i32, d2: i32, d3: i32, s0: i32, s1: i32, s2: i32, s3: i32,
): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        let from = a + ((<usize>(i * s0 + j * s1 + k * s2)) << 2);
        if (s3 == 1) {
          copyFloats(out, from, d3);
          out += (<usize>d3) << 2;
          continue;
        }
        for (let l = 0; l < d3; l++, from += (<usize>s3) << 2, out += 4) store<f32>(out, load<f32>(from));
      }
    }
  }
}

export function copyBytes(to: usize, from: usize, count: usize): void {
  memory.copy(to, from, count);
}

/** Copies `rows` rows of `count` bytes; steps in bytes. */
export function copyRows(to: usize, toStep: usize, from: usize, fromStep: usize, rows: i32, count: usize): void {
  for (let row = 0; row < rows; row++, to += toStep, from += fromStep) {
    if (count == 4) store<u32>(to, load<u32>(from));
    else memory.copy(to, from, count);
  }
}

/** out[i] = row indices[i] of a; the caller has checked the indices. */
export function gatherRows(a: usize, indices: usize, out: usize, count: i32, rowLength: i32): void {
  const size = (<usize>rowLength) << 2;
  for (let i = 0; i < count; i++, indices += 4, out += size) {
    copyFloats(out, a + (<usize>load<i32>(indices)) * size, rowLength);
  }
}

/** out[s] = sum of the rows of a whose id is s; ids outside are left out. */
export function segmentSum(a: usize, ids: usize, out: usize, count: i32, rowLength: i32, segments: i32): void {
  const size = (<usize>rowLength) << 2;
  zeroFloats(out, segments * rowLength);
  for (let i = 0; i < count; i++, ids += 4, a += size) {
    const id = load<i32>(ids);
    if (id >= 0 && id < segments) addFloats(out + (<usize>id) * size, a, rowLength);
  }
}

/** dx[b, rowMap[r], columnMap[c]] += dy[b, r, c]: the gradient of nearest-neighbour resizing. */
export function resizeNearestGradient(
  dy: usize, dx: usize, rowMap: usize, columnMap: usize,
  batch: i32, inHeight: i32, inWidth: i32, outHeight: i32, outWidth: i32, channels: i32,
): void {
  const size = (<usize>channels) << 2;
  zeroFloats(dx, batch * inHeight * inWidth * channels);
  for (let b = 0; b < batch; b++) {
    for (let r = 0; r < outHeight; r++) {
      const row = b * inHeight + load<i32>(rowMap + ((<usize>r) << 2));
      for (let c = 0; c < outWidth; c++, dy += size) {
        const pixel = row * inWidth + load<i32>(columnMap + ((<usize>c) << 2));
        addFloats(dx + (<usize>pixel) * size, dy, channels);
      }
    }
  }
}
