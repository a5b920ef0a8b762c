// The kernels of the embedded engine, as one WebAssembly module. Addresses are bytes in the memory shared with the
// TypeScript side; tensors are float32, row-major, images with the channels last. Files that export nothing but kernels
// are exported whole.

export { setThreads, setScratch, staticEnd, work, fail } from './workers';
export { matMul } from './matmul';
export * from './padding';
export { setConvolution, convolve, filterGradient, scatterGradient } from './convolution';
export * from './winograd';
export * from './depthwise';
export * from './pooling';
export {
  unary, binary, compare, selectByMask, boolToFloat, intToFloat, fillFloats, accumulate, clipGradient,
} from './elementwise';
export { reduceRows, sumMiddle, spreadMiddle, softmax, softmaxGradient } from './reductions';
export * from './crossEntropy';
export * from './maximum';
export * from './layout';
export * from './normalization';
export * from './optimizers';
export * from './lstm';
export * from './gru';
export * from './simpleRnn';
export * from './sequenceGradients';
