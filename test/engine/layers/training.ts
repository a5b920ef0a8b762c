// Trains one small model on both backends from the same start; the tables of the tests beside this file use it.
import { expect, it } from 'vitest';
import type { layers, LayersModel, Optimizer, Tensor } from '@tensorflow/tfjs';
import { type Backend, largestError, noise, random, tf } from '../harness';

export type Layer = layers.Layer;

export interface Training {
  model: LayersModel;
  x: Tensor;
  y: Tensor;
  loss?: string;
  optimizer?: Optimizer;
}

/** Three epochs of training from the same start: predictions before and after, losses and all weights. */
export async function train(backend: Backend, make: () => Training): Promise<number[]> {
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
export const CLOSE = 5e-4;

/** Both backends must come to the same predictions, losses and weights. */
export function trainsAlike(name: string, make: () => Training): void {
  it(name, async () => {
    const ours = await train('lr-tuner', make);
    const cpu = await train('cpu', make);
    expect(ours.length).toBeGreaterThan(8);
    expect(largestError(ours, cpu)).toBeLessThan(CLOSE);
  });
}

export interface LayerCase {
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
export function ofLayers({
  input,
  layers: makeLayers,
  before,
  vocabulary,
  samples = 8,
}: LayerCase): Training {
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

/** Layers as a table: the layers under test by the name of the case. */
export function trainAlike(cases: Readonly<Record<string, LayerCase>>): void {
  for (const [name, layerCase] of Object.entries(cases)) trainsAlike(name, () => ofLayers(layerCase));
}

/** A dense layer before the one under test, so that a gradient has to flow back through that. */
export const dense = (units: number) => (): Layer => tf.layers.dense({ units });
