// Pooling over images [B, H, W, C] and volumes [B, D, H, W, C] (an image is a volume of depth 1); padding is outside and
// takes no part:
//     max:      y = the largest x of the window; dy goes to the first place that holds it
//     average:  y = the mean of the window's x inside the volume; each of them gets dy / (their number)
// (As in TensorFlow; TensorFlow.js's own CPU gradient of the padded average divides by the whole window, which is not
// the gradient of its forward pass.) A NaN in a window makes its maximum NaN, and takes the gradient.
//     For each output pixel the places of its window are listed once, as offsets in x; then every group of channels
// walks over that list.

import { larger, smaller, splat, zeroFloats } from './vector';
import { JOB, parallel, scratch } from './workers';

@unmanaged
class PoolJob {
  x: usize;
  y: usize;
  dx: usize;
  dy: usize;
  average: bool;
  inDepth: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outDepth: i32;
  outHeight: i32;
  outWidth: i32;
  windowDepth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideDepth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padFront: i32;
  padTop: i32;
  padLeft: i32;
}

@inline
function job(): PoolJob {
  return changetype<PoolJob>(JOB);
}

export function setPool(
  inDepth: i32, inHeight: i32, inWidth: i32, channels: i32, outDepth: i32, outHeight: i32, outWidth: i32,
  windowDepth: i32, windowHeight: i32, windowWidth: i32, strideDepth: i32, strideHeight: i32, strideWidth: i32,
  padFront: i32, padTop: i32, padLeft: i32, average: bool,
): void {
  const j = job();
  j.inDepth = inDepth;
  j.inHeight = inHeight;
  j.inWidth = inWidth;
  j.channels = channels;
  j.outDepth = outDepth;
  j.outHeight = outHeight;
  j.outWidth = outWidth;
  j.windowDepth = windowDepth;
  j.windowHeight = windowHeight;
  j.windowWidth = windowWidth;
  j.strideDepth = strideDepth;
  j.strideHeight = strideHeight;
  j.strideWidth = strideWidth;
  j.padFront = padFront;
  j.padTop = padTop;
  j.padLeft = padLeft;
  j.average = average;
}

/** Lists the window under one output pixel, what lies inside the volume, as byte offsets; returns the list's end. */
function listWindow(j: PoolJob, list: usize, od: i32, oh: i32, ow: i32): usize {
  const pixelBytes = (<usize>j.channels) << 2;
  const front = od * j.strideDepth - j.padFront, top = oh * j.strideHeight - j.padTop;
  const left = ow * j.strideWidth - j.padLeft;
  const d0 = larger(0, front), d1 = smaller(j.inDepth, front + j.windowDepth);
  const h0 = larger(0, top), h1 = smaller(j.inHeight, top + j.windowHeight);
  const w0 = larger(0, left), w1 = smaller(j.inWidth, left + j.windowWidth);
  const width = j.inWidth, height = j.inHeight;
  for (let d = d0; d < d1; d++) {
    for (let h = h0; h < h1; h++) {
      let offset = (<usize>((d * height + h) * width + w0)) * pixelBytes;
      for (let w = w0; w < w1; w++, offset += pixelBytes, list += 4) store<usize>(list, offset);
    }
  }
  return list;
}

// Four channels, or one where fewer are left: `whole` is a constant wherever these are inlined, and so is `average`.

@inline
function read(whole: bool, at: usize): v128 {
  return whole ? v128.load(at) : v128.load32_splat(at);
}

@inline
function write(whole: bool, at: usize, v: v128): void {
  if (whole) v128.store(at, v);
  else v128.store_lane<f32>(at, v, 0);
}

@inline
function gather(whole: bool, average: bool, x: usize, y: usize, list: usize, end: usize, count: v128): void {
  let result = splat(average ? 0 : -Infinity);
  for (; list != end; list += 4) {
    const value = read(whole, x + load<usize>(list));
    result = average ? f32x4.add(result, value) : f32x4.max(result, value);
  }
  write(whole, y, average ? f32x4.div(result, count) : result);
}

@inline
function gatherChannels(average: bool, x: usize, y: usize, channels: i32, list: usize, end: usize): void {
  const count = splat(<f32>((end - list) >> 2));
  let c = 0;
  for (; c + 4 <= channels; c += 4, x += 16, y += 16) gather(true, average, x, y, list, end, count);
  for (; c < channels; c++, x += 4, y += 4) gather(false, average, x, y, list, end, count);
}

function forwardChunk(image: i32, thread: i32): void {
  const j = job();
  const channels = j.channels;
  const pixelBytes = (<usize>channels) << 2;
  const x = j.x + (<usize>image) * (<usize>(j.inDepth * j.inHeight * j.inWidth)) * pixelBytes;
  let y = j.y + (<usize>image) * (<usize>(j.outDepth * j.outHeight * j.outWidth)) * pixelBytes;
  const list = scratch(thread);
  const average = j.average;
  for (let od = 0; od < j.outDepth; od++) {
    for (let oh = 0; oh < j.outHeight; oh++) {
      for (let ow = 0; ow < j.outWidth; ow++, y += pixelBytes) {
        const end = listWindow(j, list, od, oh, ow);
        if (average) gatherChannels(true, x, y, channels, list, end);
        else gatherChannels(false, x, y, channels, list, end);
      }
    }
  }
}

/** Spreads dy over a window of dx: added to what is there or, where windows do not overlap, in its place. */
@inline
function spread(
  whole: bool, average: bool, add: bool, dy: usize, x: usize, y: usize, dx: usize, list: usize, end: usize, share: v128,
): void {
  let left = read(whole, dy);
  let highest = left;
  if (average) left = f32x4.mul(left, share);
  else highest = read(whole, y);
  for (; list != end; list += 4) {
    const offset = load<usize>(list);
    let value = left;
    if (!average) {
      const here = read(whole, x + offset);
      const taken = v128.or(f32x4.eq(here, highest), f32x4.ne(here, here));
      value = v128.and(left, taken);
      left = v128.andnot(left, taken);
    }
    write(whole, dx + offset, add ? f32x4.add(value, read(whole, dx + offset)) : value);
  }
}

@inline
function spreadChannels(
  average: bool, add: bool, dy: usize, x: usize, y: usize, dx: usize, channels: i32, list: usize, end: usize,
): void {
  const share = splat(1 / <f32>((end - list) >> 2));
  let c = 0;
  for (; c + 4 <= channels; c += 4, dy += 16, x += 16, y += 16, dx += 16) {
    spread(true, average, add, dy, x, y, dx, list, end, share);
  }
  for (; c < channels; c++, dy += 4, x += 4, y += 4, dx += 4) {
    spread(false, average, add, dy, x, y, dx, list, end, share);
  }
}

/** Whether the windows tile the volume exactly, so that each place is written once. */
function tiles(j: PoolJob): bool {
  return (
    j.windowDepth == j.strideDepth && j.windowHeight == j.strideHeight && j.windowWidth == j.strideWidth &&
    j.padFront == 0 && j.padTop == 0 && j.padLeft == 0 && j.outDepth * j.strideDepth == j.inDepth &&
    j.outHeight * j.strideHeight == j.inHeight && j.outWidth * j.strideWidth == j.inWidth
  );
}

function backwardChunk(image: i32, thread: i32): void {
  const j = job();
  const channels = j.channels;
  const pixelBytes = (<usize>channels) << 2;
  const places = j.inDepth * j.inHeight * j.inWidth;
  const x = j.x + (<usize>image) * (<usize>places) * pixelBytes;
  const dx = j.dx + (<usize>image) * (<usize>places) * pixelBytes;
  const out = (<usize>image) * (<usize>(j.outDepth * j.outHeight * j.outWidth)) * pixelBytes;
  let y = j.y + out;
  let dy = j.dy + out;
  const list = scratch(thread);
  const average = j.average;
  const add = average || !tiles(j);
  if (add) zeroFloats(dx, places * channels);
  for (let od = 0; od < j.outDepth; od++) {
    for (let oh = 0; oh < j.outHeight; oh++) {
      for (let ow = 0; ow < j.outWidth; ow++, y += pixelBytes, dy += pixelBytes) {
        const end = listWindow(j, list, od, oh, ow);
        if (average) spreadChannels(true, true, dy, x, y, dx, channels, list, end);
        else if (add) spreadChannels(false, true, dy, x, y, dx, channels, list, end);
        else spreadChannels(false, false, dy, x, y, dx, channels, list, end);
      }
    }
  }
}

export function pool(x: usize, y: usize, batch: i32): void {
  const j = job();
  j.x = x;
  j.y = y;
  parallel(batch, forwardChunk);
}

/** `x` and `y` are not read for averages. */
export function poolGradient(dy: usize, x: usize, y: usize, dx: usize, batch: i32): void {
  const j = job();
  j.dy = dy;
  j.x = x;
  j.y = y;
  j.dx = dx;
  parallel(batch, backwardChunk);
}
