import type { backend_util } from '@tensorflow/tfjs';

/** Sizes along depth, height and width. */
export type Triple = [depth: number, height: number, width: number];

/** A convolution over volumes; an image is a volume of depth 1. */
export interface Convolution {
  batch: number;
  input: Triple;
  channels: number;
  output: Triple;
  filters: number;
  kernel: Triple;
  stride: Triple;
  dilation: Triple;
  padding: Triple;
  inShape: number[];
  outShape: number[];
}

export function ofImage(info: backend_util.Conv2DInfo): Convolution {
  return {
    batch: info.batchSize,
    input: [1, info.inHeight, info.inWidth],
    channels: info.inChannels,
    output: [1, info.outHeight, info.outWidth],
    filters: info.outChannels,
    kernel: [1, info.filterHeight, info.filterWidth],
    stride: [1, info.strideHeight, info.strideWidth],
    dilation: [1, info.dilationHeight, info.dilationWidth],
    padding: [0, info.padInfo.top, info.padInfo.left],
    inShape: info.inShape,
    outShape: info.outShape,
  };
}

export function ofVolume(info: backend_util.Conv3DInfo): Convolution {
  return {
    batch: info.batchSize,
    input: [info.inDepth, info.inHeight, info.inWidth],
    channels: info.inChannels,
    output: [info.outDepth, info.outHeight, info.outWidth],
    filters: info.outChannels,
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilation: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    inShape: info.inShape,
    outShape: info.outShape,
  };
}

export function at(triple: Triple, axis: number): number {
  return triple[axis] ?? 0;
}
