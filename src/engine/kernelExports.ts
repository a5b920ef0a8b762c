/**
 * What the kernels export; their files in `kernels/` explain the parameters. Generated: `npm run build` writes it anew
 * when a kernel changes.
 */

/** An address in the memory shared with the kernels, in bytes; 0 where there is none. */
type usize = number;
type i32 = number;
type f32 = number;
type bool = boolean;

export interface KernelExports {
  // workers.ts
  setThreads(count: i32): void;
  setScratch(thread: i32, address: usize): void;
  staticEnd(): usize;
  work(thread: i32): void;
  fail(): void;

  // matmul.ts
  matMul(
    transposeA: bool,
    transposeB: bool,
    m: i32,
    n: i32,
    k: i32,
    batch: i32,
    a: usize,
    strideA: i32,
    b: usize,
    strideB: i32,
    c: usize,
    panels: usize,
    bias: usize,
    relu: bool,
  ): void;

  // convolution.ts
  setConvolution(
    batch: i32,
    inDepth: i32,
    inHeight: i32,
    inWidth: i32,
    channels: i32,
    outDepth: i32,
    outHeight: i32,
    outWidth: i32,
    filters: i32,
    kernelDepth: i32,
    kernelHeight: i32,
    kernelWidth: i32,
    strideDepth: i32,
    strideHeight: i32,
    strideWidth: i32,
    dilationDepth: i32,
    dilationHeight: i32,
    dilationWidth: i32,
    padFront: i32,
    padTop: i32,
    padLeft: i32,
  ): void;
  convolve(x: usize, w: usize, y: usize, panels: usize, bias: usize, relu: bool, flipped: bool): void;
  filterGradient(x: usize, dy: usize, dw: usize, parts: i32, partials: usize): void;
  scatterGradient(dy: usize, w: usize, dx: usize, panels: usize): void;

  // elementwise.ts
  unary(op: i32, a: usize, out: usize, size: i32, first: f32, second: f32): void;
  binary(op: i32, broadcast: i32, a: usize, b: usize, out: usize, size: i32, inner: i32): void;
  compare(op: i32, a: usize, b: usize, out: usize, size: i32, single: bool): void;
  selectByMask(condition: usize, a: usize, b: usize, out: usize, size: i32): void;
  boolToFloat(a: usize, out: usize, size: i32): void;
  intToFloat(a: usize, out: usize, size: i32): void;
  fillFloats(out: usize, value: f32, size: i32): void;
  accumulate(out: usize, a: usize, size: i32): void;
  clipGradient(dy: usize, x: usize, dx: usize, size: i32, low: f32, high: f32): void;

  // reductions.ts
  reduceRows(maximum: bool, a: usize, out: usize, rows: i32, length: i32, scale: f32): void;
  sumMiddle(
    a: usize,
    out: usize,
    outer: i32,
    reduced: i32,
    inner: i32,
    scale: f32,
    parts: i32,
    partials: usize,
  ): void;
  spreadMiddle(a: usize, out: usize, outer: i32, repeats: i32, inner: i32, scale: f32): void;
  softmax(x: usize, y: usize, rows: i32, length: i32, logarithm: bool): void;
  softmaxGradient(dy: usize, y: usize, dx: usize, rows: i32, length: i32): void;

  // padding.ts
  padVolume(
    x: usize,
    y: usize,
    batch: i32,
    depth: i32,
    height: i32,
    width: i32,
    channels: i32,
    front: i32,
    top: i32,
    left: i32,
    paddedDepth: i32,
    paddedHeight: i32,
    paddedWidth: i32,
  ): void;

  // winograd.ts
  convolveWinograd(
    x: usize,
    w: usize,
    y: usize,
    transformed: usize,
    packed: usize,
    bias: usize,
    relu: bool,
    flipped: bool,
    tilesPerChunk: i32,
  ): void;

  // depthwise.ts
  setDepthwise(
    batch: i32,
    inHeight: i32,
    inWidth: i32,
    channels: i32,
    outHeight: i32,
    outWidth: i32,
    multiplier: i32,
    kernelHeight: i32,
    kernelWidth: i32,
    strideHeight: i32,
    strideWidth: i32,
    dilationHeight: i32,
    dilationWidth: i32,
    padTop: i32,
    padLeft: i32,
  ): void;
  depthwise(x: usize, w: usize, y: usize): void;
  depthwiseInputGradient(dy: usize, w: usize, dx: usize): void;
  depthwiseFilterGradient(x: usize, dy: usize, dw: usize, parts: i32, partials: usize): void;

  // pooling.ts
  setPool(
    inDepth: i32,
    inHeight: i32,
    inWidth: i32,
    channels: i32,
    outDepth: i32,
    outHeight: i32,
    outWidth: i32,
    windowDepth: i32,
    windowHeight: i32,
    windowWidth: i32,
    strideDepth: i32,
    strideHeight: i32,
    strideWidth: i32,
    padFront: i32,
    padTop: i32,
    padLeft: i32,
    average: bool,
  ): void;
  pool(x: usize, y: usize, batch: i32): void;
  poolGradient(dy: usize, x: usize, y: usize, dx: usize, batch: i32): void;

  // crossEntropy.ts
  crossEntropy(
    target: usize,
    prediction: usize,
    loss: usize,
    rows: i32,
    classes: i32,
    low: f32,
    high: f32,
  ): void;
  crossEntropyGradient(
    dy: usize,
    target: usize,
    prediction: usize,
    dp: usize,
    rows: i32,
    classes: i32,
    low: f32,
    high: f32,
  ): void;

  // maximum.ts
  maximumMiddle(x: usize, y: usize, outer: i32, reduced: i32, inner: i32): void;
  maximumGradient(dy: usize, x: usize, y: usize, dx: usize, outer: i32, reduced: i32, inner: i32): void;

  // layout.ts
  transpose(
    a: usize,
    out: usize,
    d0: i32,
    d1: i32,
    d2: i32,
    d3: i32,
    s0: i32,
    s1: i32,
    s2: i32,
    s3: i32,
  ): void;
  copyBytes(to: usize, from: usize, count: usize): void;
  copyRows(to: usize, toStep: usize, from: usize, fromStep: usize, rows: i32, count: usize): void;
  gatherRows(a: usize, indices: usize, out: usize, count: i32, rowLength: i32): void;
  segmentSum(a: usize, ids: usize, out: usize, count: i32, rowLength: i32, segments: i32): void;
  resizeNearestGradient(
    dy: usize,
    dx: usize,
    rowMap: usize,
    columnMap: usize,
    batch: i32,
    inHeight: i32,
    inWidth: i32,
    outHeight: i32,
    outWidth: i32,
    channels: i32,
  ): void;

  // normalization.ts
  normalize(
    x: usize,
    mean: usize,
    variance: usize,
    offset: usize,
    scale: usize,
    y: usize,
    rows: i32,
    channels: i32,
    epsilon: f32,
  ): void;
  normalizationSums(
    x: usize,
    dy: usize,
    mean: usize,
    out: usize,
    rows: i32,
    channels: i32,
    parts: i32,
    partials: usize,
  ): void;
  batchNormForward(
    x: usize,
    scale: usize,
    offset: usize,
    y: usize,
    mean: usize,
    variance: usize,
    rows: i32,
    channels: i32,
    epsilon: f32,
    parts: i32,
    partials: usize,
  ): void;
  batchNormBackward(
    x: usize,
    dy: usize,
    mean: usize,
    variance: usize,
    scale: usize,
    dx: usize,
    dScale: usize,
    dOffset: usize,
    rows: i32,
    channels: i32,
    epsilon: f32,
    parts: i32,
    partials: usize,
  ): void;

  // optimizers.ts
  adam(
    parameter: usize,
    first: usize,
    second: usize,
    gradient: usize,
    size: i32,
    rate: f32,
    beta1: f32,
    beta2: f32,
    correction1: f32,
    correction2: f32,
    epsilon: f32,
  ): void;
  momentum(
    parameter: usize,
    accumulation: usize,
    gradient: usize,
    size: i32,
    rate: f32,
    mu: f32,
    nesterov: bool,
  ): void;
  rmsprop(
    parameter: usize,
    meanSquare: usize,
    moment: usize,
    gradient: usize,
    size: i32,
    rate: f32,
    decay: f32,
    mu: f32,
    epsilon: f32,
  ): void;
  descend(parameter: usize, gradient: usize, size: i32, rate: f32): void;

  // lstm.ts
  lstmForward(
    gates: usize,
    h: usize,
    c: usize,
    recurrent: usize,
    bias: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
    activation: i32,
  ): void;
  lstmBackward(
    dh: usize,
    gates: usize,
    c: usize,
    dGates: usize,
    recurrent: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
    activation: i32,
  ): void;

  // gru.ts
  gruForward(
    gates: usize,
    h: usize,
    recurrent: usize,
    bias: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
    activation: i32,
  ): void;
  gruBackward(
    dh: usize,
    gates: usize,
    h: usize,
    dGates: usize,
    recurrent: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
    activation: i32,
  ): void;
  resetStates(gates: usize, h: usize, out: usize, batch: i32, time: i32, units: i32): void;

  // simpleRnn.ts
  simpleRnnForward(
    h: usize,
    recurrent: usize,
    bias: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
  ): void;
  simpleRnnBackward(
    dh: usize,
    h: usize,
    dz: usize,
    recurrent: usize,
    panels: usize,
    batch: i32,
    time: i32,
    units: i32,
  ): void;

  // sequenceGradients.ts
  sequenceGradients(
    x: usize,
    h: usize,
    dGates: usize,
    out: usize,
    batch: i32,
    time: i32,
    features: i32,
    units: i32,
    columns: i32,
  ): void;
}
