// Zeros around images [B, H, W, C] and volumes [B, D, H, W, C], so that the patches of a convolution lie whole in memory.

import { copyFloats, zeroFloats } from './vector';
import { JOB, parallelIf } from './workers';

@unmanaged
class PadJob {
  x: usize;
  y: usize;
  depth: i32;
  height: i32;
  width: i32;
  channels: i32;
  front: i32;
  top: i32;
  left: i32;
  paddedDepth: i32;
  paddedHeight: i32;
  paddedWidth: i32;
}

function padChunk(chunk: i32, thread: i32): void {
  const j = changetype<PadJob>(JOB);
  const b = chunk / j.paddedDepth;
  const d = (chunk % j.paddedDepth) - j.front;
  const rowFloats = j.paddedWidth * j.channels;
  const dataFloats = j.width * j.channels;
  let to = j.y + (<usize>chunk) * (<usize>j.paddedHeight) * ((<usize>rowFloats) << 2);
  if (d < 0 || d >= j.depth) {
    zeroFloats(to, rowFloats * j.paddedHeight);
    return;
  }
  let from = j.x + (<usize>(b * j.depth + d)) * (<usize>j.height) * ((<usize>dataFloats) << 2);
  const left = j.left * j.channels;
  const right = rowFloats - left - dataFloats;
  for (let h = -j.top; h < j.paddedHeight - j.top; h++) {
    if (h < 0 || h >= j.height) {
      zeroFloats(to, rowFloats);
      to += (<usize>rowFloats) << 2;
      continue;
    }
    for (let i = 0; i < left; i++, to += 4) store<f32>(to, 0);
    copyFloats(to, from, dataFloats);
    to += (<usize>dataFloats) << 2;
    from += (<usize>dataFloats) << 2;
    for (let i = 0; i < right; i++, to += 4) store<f32>(to, 0);
  }
}

/** y = x surrounded by zeros: `front`, `top` and `left` of them, and at the other ends what the padded sizes leave. */
export function padVolume(
  x: usize, y: usize, batch: i32, depth: i32, height: i32, width: i32, channels: i32,
  front: i32, top: i32, left: i32, paddedDepth: i32, paddedHeight: i32, paddedWidth: i32,
): void {
  const j = changetype<PadJob>(JOB);
  j.x = x;
  j.y = y;
  j.depth = depth;
  j.height = height;
  j.width = width;
  j.channels = channels;
  j.front = front;
  j.top = top;
  j.left = left;
  j.paddedDepth = paddedDepth;
  j.paddedHeight = paddedHeight;
  j.paddedWidth = paddedWidth;
  const chunks = batch * paddedDepth;
  const floats = (<f64>chunks) * (<f64>paddedHeight) * (<f64>paddedWidth) * (<f64>channels);
  parallelIf(floats > 1e5, chunks, padChunk);
}
