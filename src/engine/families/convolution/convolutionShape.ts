/** The sizes of a convolution, as TensorFlow.js computes them from the shapes and attributes of an operation. */
import type { Conv2DAttrs, Conv3DAttrs } from '@tensorflow/tfjs';
import type { EngineContext } from '../../context';

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

export type ImageAttributes = Pick<Conv2DAttrs, 'strides' | 'pad' | 'dataFormat' | 'dimRoundingMode'> & {
  dilations?: Conv2DAttrs['dilations'];
};
export type VolumeAttributes = Pick<Conv3DAttrs, 'strides' | 'pad'> & {
  dilations?: Conv3DAttrs['dilations'];
};

export function imageConvolution(
  { tf }: EngineContext,
  inShape: number[],
  filterShape: number[],
  attributes: ImageAttributes,
): Convolution {
  const info = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    'channelsLast',
  );
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

export function volumeConvolution(
  { tf }: EngineContext,
  inShape: number[],
  filterShape: number[],
  attributes: VolumeAttributes,
): Convolution {
  const info = tf.backend_util.computeConv3DInfo(
    inShape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    false,
    'channelsLast',
  );
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
