type Address = number;
type Flag = boolean | 0 | 1;

/** What `kernels/index.ts` exports; the parameters are explained there. */
export interface KernelExports {
  setThreads(count: number): void;
  setScratch(thread: number, address: Address): void;
  staticEnd(): number;
  work(thread: number): void;
  fail(): void;

  matMul(
    ...args: [
      transposeA: Flag,
      transposeB: Flag,
      m: number,
      n: number,
      k: number,
      batch: number,
      a: Address,
      strideA: number,
      b: Address,
      strideB: number,
      c: Address,
      panels: Address,
      bias: Address,
      relu: Flag,
    ]
  ): void;

  setConvolution(...shape: number[]): void;
  padVolume(x: Address, y: Address, ...shape: number[]): void;
  convolve(
    ...args: [x: Address, w: Address, y: Address, panels: Address, bias: Address, relu: Flag, flipped: Flag]
  ): void;
  convolveWinograd(
    ...args: [
      x: Address,
      w: Address,
      y: Address,
      transformed: Address,
      packed: Address,
      bias: Address,
      relu: Flag,
      flipped: Flag,
      tilesPerChunk: number,
    ]
  ): void;
  filterGradient(x: Address, dy: Address, dw: Address, parts: number, partials: Address): void;
  scatterGradient(dy: Address, w: Address, dx: Address, panels: Address): void;

  setDepthwise(...shape: number[]): void;
  depthwise(x: Address, w: Address, y: Address): void;
  depthwiseInputGradient(dy: Address, w: Address, dx: Address): void;
  depthwiseFilterGradient(x: Address, dy: Address, dw: Address, parts: number, partials: Address): void;

  setPool(...shapeAndAverage: (number | boolean)[]): void;
  pool(x: Address, y: Address, batch: number): void;
  poolGradient(dy: Address, x: Address, y: Address, dx: Address, batch: number): void;

  unary(op: number, a: Address, out: Address, size: number, first: number, second: number): void;
  binary(
    ...args: [
      op: number,
      broadcast: number,
      a: Address,
      b: Address,
      out: Address,
      size: number,
      inner: number,
    ]
  ): void;
  compare(op: number, a: Address, b: Address, out: Address, size: number, single: Flag): void;
  selectByMask(condition: Address, a: Address, b: Address, out: Address, size: number): void;
  boolToFloat(a: Address, out: Address, size: number): void;
  intToFloat(a: Address, out: Address, size: number): void;
  fillFloats(out: Address, value: number, size: number): void;
  accumulate(out: Address, a: Address, size: number): void;
  clipGradient(dy: Address, x: Address, dx: Address, size: number, low: number, high: number): void;

  reduceRows(maximum: Flag, a: Address, out: Address, rows: number, length: number, scale: number): void;
  sumMiddle(
    ...args: [
      a: Address,
      out: Address,
      outer: number,
      reduced: number,
      inner: number,
      scale: number,
      parts: number,
      partials: Address,
    ]
  ): void;
  spreadMiddle(
    ...args: [a: Address, out: Address, outer: number, repeats: number, inner: number, scale: number]
  ): void;
  maximumMiddle(x: Address, y: Address, outer: number, reduced: number, inner: number): void;
  maximumGradient(
    ...args: [dy: Address, x: Address, y: Address, dx: Address, outer: number, reduced: number, inner: number]
  ): void;
  softmax(x: Address, y: Address, rows: number, length: number, logarithm: Flag): void;
  softmaxGradient(dy: Address, y: Address, dx: Address, rows: number, length: number): void;

  crossEntropy(
    ...args: [
      target: Address,
      prediction: Address,
      loss: Address,
      rows: number,
      classes: number,
      low: number,
      high: number,
    ]
  ): void;
  crossEntropyGradient(
    ...args: [
      dy: Address,
      target: Address,
      prediction: Address,
      dp: Address,
      rows: number,
      classes: number,
      low: number,
      high: number,
    ]
  ): void;

  transpose(a: Address, out: Address, ...sizesThenSteps: number[]): void;
  copyBytes(to: Address, from: Address, count: number): void;
  copyRows(
    ...args: [to: Address, toStep: number, from: Address, fromStep: number, rows: number, count: number]
  ): void;
  gatherRows(a: Address, indices: Address, out: Address, count: number, rowLength: number): void;
  segmentSum(
    ...args: [a: Address, ids: Address, out: Address, count: number, rowLength: number, segments: number]
  ): void;
  resizeNearestGradient(
    dy: Address,
    dx: Address,
    rowMap: Address,
    columnMap: Address,
    ...shape: number[]
  ): void;

  normalize(
    ...args: [
      x: Address,
      mean: Address,
      variance: Address,
      offset: Address,
      scale: Address,
      y: Address,
      rows: number,
      channels: number,
      epsilon: number,
    ]
  ): void;
  normalizationSums(
    ...args: [
      x: Address,
      dy: Address,
      mean: Address,
      out: Address,
      rows: number,
      channels: number,
      parts: number,
      partials: Address,
    ]
  ): void;

  batchNormForward(...addressesThenShape: number[]): void;
  batchNormBackward(...addressesThenShape: number[]): void;

  adam(
    ...args: [
      parameter: Address,
      first: Address,
      second: Address,
      gradient: Address,
      size: number,
      rate: number,
      beta1: number,
      beta2: number,
      correction1: number,
      correction2: number,
      epsilon: number,
    ]
  ): void;
  momentum(
    ...args: [
      parameter: Address,
      accumulation: Address,
      gradient: Address,
      size: number,
      rate: number,
      mu: number,
      nesterov: Flag,
    ]
  ): void;
  rmsprop(
    ...args: [
      parameter: Address,
      meanSquare: Address,
      moment: Address,
      gradient: Address,
      size: number,
      rate: number,
      decay: number,
      mu: number,
      epsilon: number,
    ]
  ): void;
  descend(parameter: Address, gradient: Address, size: number, rate: number): void;

  lstmForward(
    ...args: [
      gates: Address,
      h: Address,
      c: Address,
      recurrent: Address,
      bias: Address,
      panels: Address,
      batch: number,
      time: number,
      units: number,
      activation: number,
    ]
  ): void;
  lstmBackward(
    ...args: [
      dh: Address,
      gates: Address,
      c: Address,
      dGates: Address,
      recurrent: Address,
      panels: Address,
      batch: number,
      time: number,
      units: number,
      activation: number,
    ]
  ): void;
  gruForward(...addressesThenShape: number[]): void;
  gruBackward(...addressesThenShape: number[]): void;
  resetStates(gates: Address, h: Address, out: Address, batch: number, time: number, units: number): void;
  simpleRnnForward(...addressesThenShape: number[]): void;
  simpleRnnBackward(...addressesThenShape: number[]): void;
  sequenceGradients(
    ...args: [
      x: Address,
      h: Address,
      dGates: Address,
      out: Address,
      batch: number,
      time: number,
      features: number,
      units: number,
      columns: number,
    ]
  ): void;
}
