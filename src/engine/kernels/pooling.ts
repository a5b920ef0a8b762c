// Pooling over images [B, H, W, C]; padding is outside the image and takes no part:
//     max:      y = the largest x of the window; dy goes to the first place that holds it
//     average:  y = the mean of the window's x inside the image; each of them gets dy / (their number)
// (As in TensorFlow; TensorFlow.js's own CPU gradient of the padded average divides by the whole window, which is not
// the gradient of its forward pass.) A NaN in a window makes its maximum NaN, and takes the gradient.

import { larger, multiplyAdd, smaller, zeroFloats } from './vector';
import { JOB, parallel } from './workers';

@unmanaged
class PoolJob {
  x: usize;
  y: usize;
  dx: usize;
  dy: usize;
  average: bool;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  windowHeight: i32;
  windowWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  padTop: i32;
  padLeft: i32;
}

@inline
function job(): PoolJob {
  return changetype<PoolJob>(JOB);
}

export function setPool(
  inHeight: i32, inWidth: i32, channels: i32, outHeight: i32, outWidth: i32,
  windowHeight: i32, windowWidth: i32, strideHeight: i32, strideWidth: i32, padTop: i32, padLeft: i32, average: bool,
): void {
  const j = job();
  j.inHeight = inHeight;
  j.inWidth = inWidth;
  j.channels = channels;
  j.outHeight = outHeight;
  j.outWidth = outWidth;
  j.windowHeight = windowHeight;
  j.windowWidth = windowWidth;
  j.strideHeight = strideHeight;
  j.strideWidth = strideWidth;
  j.padTop = padTop;
  j.padLeft = padLeft;
  j.average = average;
}

/** Reads or writes four channels, or the `left` of them that there are. */
@inline
function loadSome(at: usize, left: i32): v128 {
  if (left >= 4) return v128.load(at);
  let v = f32x4.splat(load<f32>(at));
  if (left > 1) v = f32x4.replace_lane(v, 1, load<f32>(at, 4));
  if (left > 2) v = f32x4.replace_lane(v, 2, load<f32>(at, 8));
  return v;
}

@inline
function storeSome(at: usize, v: v128, left: i32): void {
  if (left >= 4) {
    v128.store(at, v);
    return;
  }
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (left > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4);
  if (left > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8);
}

function forwardChunk(image: i32, thread: i32): void {
  const j = job();
  const pixelBytes = (<usize>j.channels) << 2;
  const rowBytes = pixelBytes * j.inWidth;
  const x = j.x + (<usize>image) * (<usize>j.inHeight) * rowBytes;
  let y = j.y + (<usize>image) * (<usize>(j.outHeight * j.outWidth)) * pixelBytes;
  for (let oh = 0; oh < j.outHeight; oh++) {
    const top = oh * j.strideHeight - j.padTop;
    const h0 = larger(0, top), h1 = smaller(j.inHeight, top + j.windowHeight);
    for (let ow = 0; ow < j.outWidth; ow++, y += pixelBytes) {
      const left = ow * j.strideWidth - j.padLeft;
      const w0 = larger(0, left), w1 = smaller(j.inWidth, left + j.windowWidth);
      const count = larger(0, h1 - h0) * larger(0, w1 - w0);
      const start = j.average ? f32x4.splat(0) : f32x4.splat(-<f32>Infinity);
      for (let c = 0; c < j.channels; c += 4) {
        const rest = j.channels - c;
        const shift = (<usize>c) << 2;
        let result = start;
        for (let h = h0; h < h1; h++) {
          let at = x + (<usize>h) * rowBytes + (<usize>w0) * pixelBytes + shift;
          for (let w = w0; w < w1; w++, at += pixelBytes) {
            const value = loadSome(at, rest);
            result = j.average ? f32x4.add(result, value) : f32x4.max(result, value);
          }
        }
        if (j.average) result = f32x4.div(result, f32x4.splat(<f32>count));
        storeSome(y + shift, result, rest);
      }
    }
  }
}

function backwardChunk(image: i32, thread: i32): void {
  const j = job();
  const pixelBytes = (<usize>j.channels) << 2;
  const rowBytes = pixelBytes * j.inWidth;
  const x = j.x + (<usize>image) * (<usize>j.inHeight) * rowBytes;
  const dx = j.dx + (<usize>image) * (<usize>j.inHeight) * rowBytes;
  let out = (<usize>image) * (<usize>(j.outHeight * j.outWidth)) * pixelBytes;
  // Windows that tile the image exactly write each place once; others add to zeros.
  const tiles =
    j.windowHeight == j.strideHeight && j.windowWidth == j.strideWidth && j.padTop == 0 && j.padLeft == 0 &&
    j.outHeight * j.strideHeight == j.inHeight && j.outWidth * j.strideWidth == j.inWidth;
  if (!tiles) zeroFloats(dx, j.inHeight * j.inWidth * j.channels);
  for (let oh = 0; oh < j.outHeight; oh++) {
    const top = oh * j.strideHeight - j.padTop;
    const h0 = larger(0, top), h1 = smaller(j.inHeight, top + j.windowHeight);
    for (let ow = 0; ow < j.outWidth; ow++, out += pixelBytes) {
      const left = ow * j.strideWidth - j.padLeft;
      const w0 = larger(0, left), w1 = smaller(j.inWidth, left + j.windowWidth);
      const share = f32x4.splat(1 / <f32>(larger(0, h1 - h0) * larger(0, w1 - w0)));
      for (let c = 0; c < j.channels; c += 4) {
        const rest = j.channels - c;
        const shift = (<usize>c) << 2;
        let dy = loadSome(j.dy + out + shift, rest);
        const highest = j.average ? dy : loadSome(j.y + out + shift, rest);
        if (j.average) dy = f32x4.mul(dy, share);
        for (let h = h0; h < h1; h++) {
          let at = (<usize>h) * rowBytes + (<usize>w0) * pixelBytes + shift;
          for (let w = w0; w < w1; w++, at += pixelBytes) {
            let value = dy;
            if (!j.average) {
              const here = loadSome(x + at, rest);
              const taken = v128.or(f32x4.eq(here, highest), f32x4.ne(here, here));
              value = v128.and(dy, taken);
              dy = v128.andnot(dy, taken);
            }
            storeSome(dx + at, tiles ? value : f32x4.add(value, loadSome(dx + at, rest)), rest);
          }
        }
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
