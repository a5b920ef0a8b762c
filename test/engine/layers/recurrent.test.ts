import { beforeAll, describe } from 'vitest';
import { tf, useEngine } from '../harness';
import { dense, type Layer, type LayerCase, trainAlike } from './training';

beforeAll(() => useEngine(2));

const L = tf.layers;
const cases: Record<string, LayerCase> = {
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
  'gru by its first implementation': {
    input: [5, 4],
    layers: () => [L.gru({ units: 6, implementation: 1 })],
  },
  stackedRNNCells: {
    input: [5, 4],
    layers: () => [
      L.rnn({
        cell: L.stackedRNNCells({ cells: [L.lstmCell({ units: 4 }), L.gruCell({ units: 3 } as never)] }),
      }) as Layer,
    ],
  },
};
for (const kind of ['simpleRNN', 'gru', 'lstm'] as const) {
  // More sequences than one chunk of the kernels holds, and an odd number of everything else.
  cases[`${kind}, many sequences, no bias`] = {
    input: [9, 5],
    layers: () => [L[kind]({ units: 12, useBias: false, returnSequences: true } as never)],
    before: dense(5),
    samples: 74,
  };
  // More features and units than one chunk of the weights' gradients holds, across strips of steps.
  cases[`${kind}, wide`] = {
    input: [7, 21],
    layers: () => [L[kind]({ units: 36 } as never)],
    before: dense(21),
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

describe('recurrent layers train as on the CPU backend', () => trainAlike(cases));
