import { beforeAll, describe, expect, it } from 'vitest';
import type { layers, LayersModel, Optimizer, Tensor } from '@tensorflow/tfjs';
import { type Backend, largestError, noise, on, random, tf, useEngine } from './harness';

beforeAll(() => useEngine(2));

type Layer = layers.Layer;

interface Training {
  model: LayersModel;
  x: Tensor;
  y: Tensor;
  loss?: string;
  optimizer?: Optimizer;
}

/** Three epochs of training from the same start: predictions before and after, losses and all weights. */
async function train(backend: Backend, make: () => Training): Promise<number[]> {
  const before = tf.getBackend();
  const { random: originalRandom } = Math;
  void tf.setBackend(backend);
  Math.random = random(11);
  try {
    const { model, x, y, loss = 'meanSquaredError', optimizer = tf.train.sgd(0.05) } = make();
    const predict = (): number[] => tf.tidy(() => Array.from((model.predict(x) as Tensor).dataSync()));
    model.compile({ optimizer, loss });
    const untrained = predict();
    const { history } = await model.fit(x, y, {
      epochs: 3,
      batchSize: Math.ceil((x.shape[0] as number) / 2),
      shuffle: false,
      verbose: 0,
    });
    const weights = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    return [...untrained, ...(history['loss'] as number[]), ...weights, ...predict()];
  } finally {
    Math.random = originalRandom;
    void tf.setBackend(before);
  }
}

/** Rounding differs and training amplifies it. */
const CLOSE = 5e-4;

function trainsAlike(name: string, make: () => Training): void {
  it(name, async () => {
    const ours = await train('lr-tuner', make);
    const cpu = await train('cpu', make);
    expect(ours.length).toBeGreaterThan(8);
    expect(largestError(ours, cpu)).toBeLessThan(CLOSE);
  });
}

interface LayerCase {
  input: number[];
  layers: () => Layer[];
  /** The layer before, so that gradients with respect to inputs are needed. */
  before?: () => Layer;
  /** For embeddings: inputs are whole numbers below this. */
  vocabulary?: number;
  /** 8 unless said otherwise. */
  samples?: number;
}

/** The layers under test between a first layer and a dense one, on random data. */
function ofLayers({ input, layers: makeLayers, before, vocabulary, samples = 8 }: LayerCase): Training {
  const model = tf.sequential();
  const all = [...(before ? [before()] : []), ...makeLayers()];
  (all[0] as Layer).batchInputShape = [null, ...input];
  for (const layer of all) model.add(layer);
  if ((model.outputs[0]?.shape.length ?? 0) > 2) model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 2 }));
  const shape = [samples, ...input];
  const x = vocabulary ? tf.floor(noise(shape, 3, 0, vocabulary)) : noise(shape, 5);
  return { model, x, y: noise([samples, 2], 6) };
}

const L = tf.layers;
const dense = (units: number) => (): Layer => L.dense({ units });

const cases: Record<string, LayerCase> = {
  dense: { input: [7], layers: () => [L.dense({ units: 5, activation: 'relu' })] },
  'dense on a sequence': { input: [4, 7], layers: () => [L.dense({ units: 5, activation: 'tanh' })] },
  'conv2d 5x5': {
    input: [10, 10, 12],
    layers: () => [L.conv2d({ filters: 20, kernelSize: 5, padding: 'same' })],
  },
  'conv2d 1x1': { input: [6, 6, 8], layers: () => [L.conv2d({ filters: 12, kernelSize: 1 })] },
  'conv2d channelsFirst': {
    input: [3, 8, 8],
    layers: () => [L.conv2d({ filters: 4, kernelSize: 3, dataFormat: 'channelsFirst' })],
  },
  conv1d: { input: [12, 4], layers: () => [L.conv1d({ filters: 6, kernelSize: 3, activation: 'relu' })] },
  'conv1d stride 2': { input: [12, 4], layers: () => [L.conv1d({ filters: 6, kernelSize: 3, strides: 2 })] },
  'conv2dTranspose stride 2': {
    input: [5, 5, 6],
    layers: () => [L.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' })],
  },
  'conv2dTranspose valid': {
    input: [5, 5, 6],
    layers: () => [L.conv2dTranspose({ filters: 4, kernelSize: 3 })],
  },
  conv3d: { input: [5, 6, 6, 2], layers: () => [L.conv3d({ filters: 3, kernelSize: 3 })] },
  'conv3d same 2x2x2': {
    input: [5, 6, 6, 2],
    layers: () => [L.conv3d({ filters: 3, kernelSize: 2, padding: 'same' })],
    before: dense(2),
  },
  depthwiseConv2d: {
    input: [8, 8, 5],
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, activation: 'relu', padding: 'same' })],
  },
  'depthwiseConv2d two each, stride 2': {
    input: [8, 8, 4],
    layers: () => [L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2 })],
  },
  separableConv2d: {
    input: [8, 8, 4],
    layers: () => [L.separableConv2d({ filters: 6, kernelSize: 3, activation: 'relu' })],
  },
  maxPooling1d: { input: [8, 3], layers: () => [L.maxPooling1d({ poolSize: 2 })], before: dense(3) },
  maxPooling2d: { input: [8, 8, 5], layers: () => [L.maxPooling2d({ poolSize: 2 })], before: dense(5) },
  'maxPooling2d 3, stride 2, same': {
    input: [9, 9, 5],
    layers: () => [L.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    before: dense(5),
  },
  maxPooling3d: { input: [4, 4, 4, 2], layers: () => [L.maxPooling3d({ poolSize: 2 })], before: dense(2) },
  averagePooling1d: { input: [8, 3], layers: () => [L.averagePooling1d({ poolSize: 2 })], before: dense(3) },
  averagePooling2d: {
    input: [8, 8, 5],
    layers: () => [L.averagePooling2d({ poolSize: 2 })],
    before: dense(5),
  },
  averagePooling3d: {
    input: [4, 4, 4, 2],
    layers: () => [L.averagePooling3d({ poolSize: 2 })],
    before: dense(2),
  },
  globalMaxPooling2d: { input: [6, 6, 3], layers: () => [L.globalMaxPooling2d({})], before: dense(3) },
  globalAveragePooling1d: { input: [8, 3], layers: () => [L.globalAveragePooling1d()], before: dense(3) },
  globalAveragePooling2d: {
    input: [6, 6, 3],
    layers: () => [L.globalAveragePooling2d({})],
    before: dense(3),
  },
  'batchNormalization of vectors': { input: [6], layers: () => [L.batchNormalization()], before: dense(6) },
  'batchNormalization of images': {
    input: [5, 5, 6],
    layers: () => [L.batchNormalization()],
    before: dense(6),
  },
  layerNormalization: { input: [4, 6], layers: () => [L.layerNormalization()], before: dense(6) },
  dropout: { input: [20], layers: () => [L.dropout({ rate: 0.3, seed: 3 })], before: dense(20) },
  gaussianNoise: { input: [20], layers: () => [L.gaussianNoise({ stddev: 0.1 })], before: dense(20) },
  embedding: { input: [6], layers: () => [L.embedding({ inputDim: 11, outputDim: 5 })], vocabulary: 11 },
  'embedding, masked LSTM': {
    input: [6],
    layers: () => [L.embedding({ inputDim: 11, outputDim: 5, maskZero: true }), L.lstm({ units: 4 })],
    vocabulary: 11,
  },
  'masking, LSTM': { input: [5, 3], layers: () => [L.masking({ maskValue: 0 }), L.lstm({ units: 4 })] },
  'lstm recurrentDropout': {
    input: [5, 4],
    layers: () => [L.lstm({ units: 6, dropout: 0.2, recurrentDropout: 0.2 })],
  },
  'lstm backwards, sigmoid, no bias': {
    input: [5, 4],
    layers: () => [
      L.lstm({
        units: 8,
        goBackwards: true,
        recurrentActivation: 'sigmoid',
        useBias: false,
        returnSequences: true,
      }),
    ],
    before: dense(4),
  },
  'bidirectional lstm': {
    input: [5, 4],
    layers: () => [L.bidirectional({ layer: L.lstm({ units: 4 }), mergeMode: 'concat' })],
  },
  convLstm2d: { input: [3, 6, 6, 2], layers: () => [L.convLstm2d({ filters: 3, kernelSize: 3 })] },
  'timeDistributed conv2d': {
    input: [3, 6, 6, 2],
    layers: () => [L.timeDistributed({ layer: L.conv2d({ filters: 3, kernelSize: 3 }) })],
  },
  leakyReLU: { input: [9], layers: () => [L.leakyReLU()], before: dense(9) },
  prelu: { input: [9], layers: () => [L.prelu()], before: dense(9) },
  'reLU with a maximum': { input: [9], layers: () => [L.reLU({ maxValue: 0.5 })], before: dense(9) },
  'permute, reshape': {
    input: [4, 6],
    layers: () => [L.permute({ dims: [2, 1] }), L.reshape({ targetShape: [3, 8] })],
    before: dense(6),
  },
  repeatVector: { input: [6], layers: () => [L.repeatVector({ n: 3 })], before: dense(6) },
  zeroPadding2d: {
    input: [6, 6, 3],
    layers: () => [
      L.zeroPadding2d({
        padding: [
          [1, 1],
          [1, 2],
        ],
      }),
    ],
    before: dense(3),
  },
};

for (const padding of ['same', 'valid'] as const) {
  for (const strides of [1, 2]) {
    cases[`conv2d ${padding}, stride ${strides}`] = {
      input: [9, 8, 3],
      layers: () => [L.conv2d({ filters: 5, kernelSize: 3, strides, padding, activation: 'relu' })],
    };
  }
}
for (const kind of ['simpleRNN', 'gru', 'lstm'] as const) {
  // More sequences than one chunk of the kernels holds, and an odd number of everything else.
  cases[`${kind}, many sequences, no bias`] = {
    input: [9, 5],
    layers: () => [L[kind]({ units: 12, useBias: false, returnSequences: true } as never)],
    before: dense(5),
    samples: 74,
  };
  for (const units of [6, 8]) {
    for (const returnSequences of [false, true]) {
      cases[`${kind} ${units}${returnSequences ? ', sequences' : ''}`] = {
        input: [5, 4],
        layers: () => [L[kind]({ units, returnSequences } as never)],
        before: dense(4),
      };
    }
  }
}
const activations = [
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'softsign',
  'softplus',
];
for (const activation of [...activations, 'softmax', 'linear', 'swish', 'mish', 'gelu', 'gelu_new']) {
  cases[`activation ${activation}`] = {
    input: [9],
    layers: () => [L.activation({ activation: activation as 'relu' })],
    before: dense(9),
  };
}

describe('layers train as on the CPU backend', () => {
  for (const [name, layerCase] of Object.entries(cases)) trainsAlike(name, () => ofLayers(layerCase));

  for (const kind of ['add', 'average', 'multiply', 'maximum', 'minimum', 'concatenate'] as const) {
    trainsAlike(`merge: ${kind}`, () => {
      const input = tf.input({ shape: [6] });
      const branches = [dense(5)(), L.dense({ units: 5, activation: 'tanh' })].map(
        (layer) => layer.apply(input) as never,
      );
      const outputs = L.dense({ units: 2 }).apply(L[kind]().apply(branches)) as never;
      return { model: tf.model({ inputs: input, outputs }), x: noise([8, 6], 5), y: noise([8, 2], 6) };
    });
  }
});

const oneHot = (): Tensor => tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 1, 0], 'int32'), 3), 'float32');
const losses: [loss: string, activation: string, target?: () => Tensor][] = [
  ['categoricalCrossentropy', 'softmax'],
  ['sparseCategoricalCrossentropy', 'softmax', () => tf.tensor2d([0, 1, 2, 0, 1, 2, 1, 0], [8, 1])],
  ['binaryCrossentropy', 'sigmoid'],
  ['meanAbsoluteError', 'linear'],
  ['meanSquaredLogarithmicError', 'relu'],
  ['hinge', 'tanh'],
  ['squaredHinge', 'tanh'],
  ['categoricalHinge', 'softmax'],
  ['logcosh', 'linear'],
  ['kullbackLeiblerDivergence', 'softmax'],
  ['poisson', 'sigmoid'],
  ['cosineProximity', 'linear'],
];

describe('losses train as on the CPU backend', () => {
  for (const [loss, activation, target = oneHot] of losses) {
    trainsAlike(loss, () => ({
      model: tf.sequential({
        layers: [L.dense({ units: 3, activation: activation as 'relu', inputShape: [6] })],
      }),
      x: noise([8, 6], 5),
      y: target(),
      loss,
    }));
  }
});

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.1, 1e-7, true),
  adam: () => tf.train.adam(0.01),
  adamax: () => tf.train.adamax(0.01),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(1),
};

describe('optimizers step as on the CPU backend', () => {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    trainsAlike(name, () => ({
      model: tf.sequential({
        layers: [
          L.dense({ units: 3, inputShape: [6], kernelRegularizer: 'l1l2' }),
          L.dense({ units: 2, kernelConstraint: 'maxNorm' }),
        ],
      }),
      x: noise([8, 6], 5),
      y: noise([8, 2], 6),
      optimizer: optimizer(),
    }));
  }

  it('a clone of a weight keeps its values when the weight changes in place', () => {
    on('lr-tuner', () => {
      const weight = tf.variable(tf.tensor1d([1, 2, 3]));
      const clone = weight.clone();
      tf.train.sgd(1).minimize(() => tf.sum(tf.square(weight)));
      expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
      expect(Array.from(weight.dataSync())).toEqual([-1, -2, -3]);
    });
  });

  it('SGD and momentum use the rate that setLearningRate set, as in TensorFlow.js', () => {
    for (const make of [() => tf.train.sgd(0.5), () => tf.train.momentum(0.5, 0)]) {
      const step = (assign: boolean): number => {
        const weight = tf.variable(tf.tensor1d([1]));
        const optimizer = make() as unknown as { learningRate: number; setLearningRate(rate: number): void };
        if (assign) optimizer.learningRate = 0.1;
        else optimizer.setLearningRate(0.1);
        (optimizer as unknown as Optimizer).minimize(() => tf.sum(weight));
        return weight.dataSync()[0] as number;
      };
      expect(on('lr-tuner', () => step(false))).toBeCloseTo(0.9, 6);
      expect(on('lr-tuner', () => step(true))).toBeCloseTo(
        on('cpu', () => step(true)),
        6,
      );
    }
  });
});
