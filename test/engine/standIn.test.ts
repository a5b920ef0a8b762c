import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { io, LayersModel, Tensor, Tensor3D } from '@tensorflow/tfjs';
import { EngineError } from '../../src/engine';
import { createTfjsNode } from '../../src/trainer/javascript/native/standIn';
import { noise, tf, useEngine } from './harness';

interface NodeFunctions {
  encodePng(image: Tensor3D): Promise<Uint8Array>;
  encodeJpeg(image: Tensor3D, format?: string, quality?: number): Promise<Uint8Array>;
  decodeImage(bytes: Uint8Array, channels?: number): Tensor3D;
  decodePng(bytes: Uint8Array, channels?: number): Tensor3D;
  decodeJpeg(bytes: Uint8Array, channels?: number): Tensor3D;
  decodeGif(bytes: Uint8Array): Tensor;
  decodeBmp(bytes: Uint8Array): Tensor;
  loadSavedModel(path: string): unknown;
  tensorBoard(folder: string): object;
  summaryFileWriter(folder: string): { scalar(name: string, value: number, step: number): void };
}

const notices: string[] = [];
let folder: string;
let tfn: typeof tf & { node: NodeFunctions; io: { fileSystem(location: string | string[]): io.IOHandler } };

beforeAll(() => {
  useEngine();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-stand-in-'));
  tfn = createTfjsNode(tf, (message) => notices.push(message)) as unknown as typeof tfn;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function smallModel(): LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, activation: 'relu', inputShape: [3] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

const predictions = (model: LayersModel): number[] =>
  Array.from((model.predict(noise([5, 3], 1)) as Tensor).dataSync());

describe('standing in for @tensorflow/tfjs-node', () => {
  it('has everything of TensorFlow.js, and what the native package adds', () => {
    expect(Object.keys(tfn)).toEqual(expect.arrayContaining([...Object.keys(tf), 'node', 'io', 'version']));
    expect(tfn.version).toHaveProperty('tfjs-node');
  });

  it('saves a model under file:// and loads it with the same predictions', async () => {
    const model = smallModel();
    const target = path.join(folder, 'a model, größer');
    const result = await model.save(`file://${target}`);
    expect(result.modelArtifactsInfo.modelTopologyType).toBe('JSON');
    expect(predictions(await tfn.loadLayersModel(`file://${target}/model.json`))).toEqual(predictions(model));
    const same = await tfn.loadLayersModel(tfn.io.fileSystem(path.join(target, 'model.json')));
    expect(predictions(same)).toEqual(predictions(model));
  });

  it('loads a pair of files, a binary topology and the manifest of its weights', async () => {
    const saved = path.join(folder, 'saved');
    await smallModel().save(`file://${saved}`);
    const { weightsManifest } = JSON.parse(readFileSync(path.join(saved, 'model.json'), 'utf8')) as {
      weightsManifest: { weights: { name: string }[] }[];
    };
    const topology = path.join(folder, 'topology.pb');
    const manifest = path.join(folder, 'manifest.json');
    writeFileSync(topology, Uint8Array.from([10, 3, 7, 1]));
    writeFileSync(manifest, JSON.stringify(weightsManifest));
    copyFileSync(path.join(saved, 'weights.bin'), path.join(folder, 'weights.bin'));
    const handler = tfn.io.fileSystem([topology, manifest]);
    const artifacts = (await handler.load?.()) as io.ModelArtifacts;
    expect(new Uint8Array(artifacts.modelTopology as ArrayBuffer)).toEqual(Uint8Array.from([10, 3, 7, 1]));
    expect(artifacts.weightSpecs).toEqual(weightsManifest[0]?.weights);
    const bytes = readFileSync(path.join(saved, 'weights.bin'));
    expect(new Uint8Array(artifacts.weightData as ArrayBuffer)).toEqual(new Uint8Array(bytes));
    expect(() => tfn.io.fileSystem([topology])).toThrow(/length of 2/);
    await expect(handler.save?.(artifacts)).rejects.toThrow(/multiple paths/);
  });

  it('says which file is missing', async () => {
    await expect(tfn.loadLayersModel(`file://${folder}/absent.json`)).rejects.toThrow(/absent\.json/);
  });

  it('reads a CSV file by file://', async () => {
    const file = path.join(folder, 'data.csv');
    writeFileSync(file, 'a,b\n1,2\n3,4\n');
    expect(await tfn.data.csv(`file://${file}`).toArray()).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  });

  it.each([1, 2, 3, 4])('PNG: %i channels come back bit by bit', async (channels) => {
    const image = tf.cast(tf.floor(noise([5, 7, channels], 3, 0, 256)), 'int32') as Tensor3D;
    const decoded = tfn.node.decodePng(await tfn.node.encodePng(image));
    expect(decoded.shape).toEqual(image.shape);
    expect(Array.from(decoded.dataSync())).toEqual(Array.from(image.dataSync()));
  });

  it('JPEG: a smooth image comes back closely, and decodeImage tells the types apart', async () => {
    const rows = tf.reshape(tf.linspace(0, 200, 16), [16, 1, 1]);
    const image = tf.cast(tf.tile(rows, [1, 16, 3]), 'int32') as Tensor3D;
    const bytes = await tfn.node.encodeJpeg(image, '', 95);
    const decoded = tfn.node.decodeImage(bytes);
    expect(decoded.shape).toEqual([16, 16, 3]);
    expect(tf.max(tf.abs(tf.sub(decoded, image))).dataSync()[0]).toBeLessThan(8);
    expect(tfn.node.decodeImage(bytes, 1).shape).toEqual([16, 16, 1]);
    expect(tfn.node.decodeImage(await tfn.node.encodePng(image)).shape).toEqual([16, 16, 3]);
  });

  it('TensorBoard does nothing, and says so once', async () => {
    const callback = tfn.node.tensorBoard(folder);
    tfn.node.summaryFileWriter(folder).scalar('loss', 1, 1);
    await smallModel().fit(noise([4, 3], 1), noise([4, 2], 2), {
      epochs: 1,
      verbose: 0,
      callbacks: callback as never,
    });
    expect(notices).toEqual([expect.stringContaining('TensorBoard')]);
  });

  it('what only the native package can do says so by name', () => {
    const [gif, bmp] = ['GIF89a', 'BM'].map((mark) => Buffer.from(`${mark} and more`)) as [Buffer, Buffer];
    const calls = [
      () => tfn.node.loadSavedModel(folder),
      () => tfn.node.decodeGif(gif),
      () => tfn.node.decodeBmp(bmp),
      () => tfn.node.decodeImage(gif),
      () => tfn.node.decodeImage(bmp),
    ];
    for (const call of calls) {
      expect(call).toThrow(EngineError);
      expect(call).toThrow(/@tensorflow\/tfjs-node/);
    }
    expect(() => tfn.node.decodeImage(readFileSync(import.meta.filename))).toThrow(/unsupported/);
  });
});
