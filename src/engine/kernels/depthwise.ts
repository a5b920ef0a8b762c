// Depthwise convolution over images [B, H, W, C] with a filter [KH, KW, C, Q]: every channel has its own Q filters,
//     y[b, o, c * Q + q] = sum over taps t of  x[b, o * stride + t * dilation - pad, c] * w[t, c, q]
// and its gradients. A tap touches every channel once, so memory is the limit, not arithmetic: each image row is
// passed over tap by tap, channels side by side in the vectors.

import { addFloats, ceilDivide, larger, multiplyAdd, smaller, zeroFloats } from './vector';
import { JOB, parallel } from './workers';

@unmanaged
class DepthwiseJob {
  x: usize;
  w: usize;
  y: usize;
  partials: usize;
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  multiplier: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
  imagesPerPart: i32;
}

@inline
function job(): DepthwiseJob {
  return changetype<DepthwiseJob>(JOB);
}

export function setDepthwise(
  batch: i32, inHeight: i32, inWidth: i32, channels: i32, outHeight: i32, outWidth: i32, multiplier: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  padTop: i32, padLeft: i32,
): void {
  const j = job();
  j.batch = batch;
  j.inHeight = inHeight;
  j.inWidth = inWidth;
  j.channels = channels;
  j.outHeight = outHeight;
  j.outWidth = outWidth;
  j.multiplier = multiplier;
  j.kernelHeight = kernelHeight;
  j.kernelWidth = kernelWidth;
  j.strideHeight = strideHeight;
  j.strideWidth = strideWidth;
  j.dilationHeight = dilationHeight;
  j.dilationWidth = dilationWidth;
  j.padTop = padTop;
  j.padLeft = padLeft;
}

// What one tap does at one pixel, for each of the three products.

@inline
function tapForward(x: usize, w: usize, y: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    multiplyInto(y, x, w, channels);
    return;
  }
  for (let c = 0; c < channels; c++, x += 4) {
    const value = load<f32>(x);
    for (let q = 0; q < multiplier; q++, w += 4, y += 4) store<f32>(y, load<f32>(y) + value * load<f32>(w));
  }
}

@inline
function tapInputGradient(x: usize, w: usize, y: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    multiplyInto(x, y, w, channels);
    return;
  }
  for (let c = 0; c < channels; c++, x += 4) {
    let sum = load<f32>(x);
    for (let q = 0; q < multiplier; q++, w += 4, y += 4) sum += load<f32>(y) * load<f32>(w);
    store<f32>(x, sum);
  }
}

@inline
function tapFilterGradient(x: usize, w: usize, y: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    multiplyInto(w, x, y, channels);
    return;
  }
  for (let c = 0; c < channels; c++, x += 4) {
    const value = load<f32>(x);
    for (let q = 0; q < multiplier; q++, w += 4, y += 4) store<f32>(w, load<f32>(w) + value * load<f32>(y));
  }
}

/** to[i] += a[i] * b[i] */
@inline
function multiplyInto(to: usize, a: usize, b: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += 16, a += 16, b += 16) {
    v128.store(to, multiplyAdd(v128.load(a), v128.load(b), v128.load(to)));
  }
  for (; i < count; i++, to += 4, a += 4, b += 4) store<f32>(to, load<f32>(to) + load<f32>(a) * load<f32>(b));
}

const FORWARD = 0;
const INPUT = 1;
const FILTER = 2;

/** Passes over every (output row, tap, pixel) of one image where the tap lies inside the image. */
@inline
function eachTap(product: i32, x: usize, w: usize, y: usize): void {
  const j = job();
  const channels = j.channels;
  const multiplier = j.multiplier;
  const inBytes = (<usize>channels) << 2;
  const outBytes = (<usize>(channels * multiplier)) << 2;
  for (let oh = 0; oh < j.outHeight; oh++) {
    for (let kh = 0; kh < j.kernelHeight; kh++) {
      const h = oh * j.strideHeight - j.padTop + kh * j.dilationHeight;
      if (h < 0 || h >= j.inHeight) continue;
      for (let kw = 0; kw < j.kernelWidth; kw++) {
        const shift = kw * j.dilationWidth - j.padLeft;
        const first = shift >= 0 ? 0 : ceilDivide(-shift, j.strideWidth);
        const last = shift >= j.inWidth ? 0 : smaller(j.outWidth, ceilDivide(j.inWidth - shift, j.strideWidth));
        if (first >= last) continue;
        let xAt = x + (<usize>(h * j.inWidth + first * j.strideWidth + shift)) * inBytes;
        let yAt = y + (<usize>(oh * j.outWidth + first)) * outBytes;
        const wAt = w + (<usize>(kh * j.kernelWidth + kw)) * outBytes;
        for (let ow = first; ow < last; ow++, xAt += inBytes * j.strideWidth, yAt += outBytes) {
          if (product == FORWARD) tapForward(xAt, wAt, yAt, channels, multiplier);
          else if (product == INPUT) tapInputGradient(xAt, wAt, yAt, channels, multiplier);
          else tapFilterGradient(xAt, wAt, yAt, channels, multiplier);
        }
      }
    }
  }
}

@inline
function imageIn(j: DepthwiseJob, image: i32): usize {
  return j.x + (<usize>image) * (<usize>(j.inHeight * j.inWidth * j.channels)) * 4;
}

@inline
function imageOut(j: DepthwiseJob, image: i32): usize {
  return j.y + (<usize>image) * (<usize>(j.outHeight * j.outWidth * j.channels * j.multiplier)) * 4;
}

function forwardChunk(image: i32, thread: i32): void {
  const j = job();
  zeroFloats(imageOut(j, image), j.outHeight * j.outWidth * j.channels * j.multiplier);
  eachTap(FORWARD, imageIn(j, image), j.w, imageOut(j, image));
}

function inputGradientChunk(image: i32, thread: i32): void {
  const j = job();
  zeroFloats(imageIn(j, image), j.inHeight * j.inWidth * j.channels);
  eachTap(INPUT, imageIn(j, image), j.w, imageOut(j, image));
}

@inline
function filterSize(j: DepthwiseJob): i32 {
  return j.kernelHeight * j.kernelWidth * j.channels * j.multiplier;
}

function filterGradientChunk(part: i32, thread: i32): void {
  const j = job();
  const size = filterSize(j);
  const dw = part == 0 ? j.w : j.partials + (<usize>(part - 1)) * ((<usize>size) << 2);
  zeroFloats(dw, size);
  const first = part * j.imagesPerPart;
  const last = smaller(j.batch, first + j.imagesPerPart);
  for (let image = first; image < last; image++) eachTap(FILTER, imageIn(j, image), dw, imageOut(j, image));
}

export function depthwise(x: usize, w: usize, y: usize): void {
  const j = job();
  j.x = x;
  j.w = w;
  j.y = y;
  parallel(j.batch, forwardChunk);
}

export function depthwiseInputGradient(dy: usize, w: usize, dx: usize): void {
  const j = job();
  j.x = dx;
  j.w = w;
  j.y = dy;
  parallel(j.batch, inputGradientChunk);
}

/** `partials`: working memory for (parts - 1) filters. */
export function depthwiseFilterGradient(x: usize, dy: usize, dw: usize, parts: i32, partials: usize): void {
  const j = job();
  j.x = x;
  j.y = dy;
  j.w = dw;
  j.partials = partials;
  j.imagesPerPart = larger(1, ceilDivide(j.batch, parts));
  parallel(parts, filterGradientChunk);
  const size = filterSize(j);
  for (let part = 1; part < parts; part++) {
    addFloats(dw, partials + (<usize>(part - 1)) * ((<usize>size) << 2), size);
  }
}
