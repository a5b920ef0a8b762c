// The kernels of the embedded engine, as one WebAssembly module. Addresses are bytes in the memory shared with the
// TypeScript side; tensors are float32, row-major, images with the channels last.

export { setThreads, setScratch, staticEnd, work, fail } from './workers';
export { matMul } from './matmul';
export { padVolume } from './padding';
export { setConvolution, convolve, filterGradient, scatterGradient } from './convolution';
export { convolveWinograd } from './winograd';
export { setDepthwise, depthwise, depthwiseInputGradient, depthwiseFilterGradient } from './depthwise';
export { setPool, pool, poolGradient } from './pooling';
export {
  unary, binary, compare, selectByMask, boolToFloat, intToFloat, fillFloats, accumulate, clipGradient,
} from './elementwise';
export { reduceRows, sumMiddle, spreadMiddle, softmax, softmaxGradient } from './reductions';
export { crossEntropy, crossEntropyGradient } from './crossEntropy';
export { maximumMiddle, maximumGradient } from './maximum';
export { transpose, copyBytes, copyRows, gatherRows, segmentSum, resizeNearestGradient } from './layout';
export { normalize, normalizationSums, batchNormForward, batchNormBackward } from './normalization';
export { adam, momentum, rmsprop, descend } from './optimizers';
export { lstmForward, lstmBackward } from './lstm';
export { gruForward, gruBackward, resetStates } from './gru';
export { simpleRnnForward, simpleRnnBackward } from './simpleRnn';
export { sequenceGradients } from './sequenceGradients';
