import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../../engine/tensorflow';

const SCHEME = 'file://';
const MODEL_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.bin';

/** Lets `model.save('file://…')` and `tf.loadLayersModel('file://…')` work, as the native package does. */
export function registerFileHandlers(tf: TensorFlow): void {
  const router: Parameters<typeof tf.io.registerSaveRouter>[0] = (url: string | string[]) => {
    const urls = Array.isArray(url) ? url : [url];
    if (!urls.every((each) => typeof each === 'string' && each.startsWith(SCHEME))) return null as never;
    const paths = urls.map((each) => each.slice(SCHEME.length));
    return new FileSystem(tf, paths.length === 1 ? String(paths[0]) : paths);
  };
  tf.io.registerSaveRouter(router);
  tf.io.registerLoadRouter(router);
}

/**
 * `tf.io.fileSystem` of the native package: a folder to save into, a `model.json` to load, or a pair of a binary
 * topology and its weights manifest to load.
 */
export class FileSystem implements io.IOHandler {
  /** Absolute. */
  readonly path: string | [topology: string, manifest: string];

  constructor(
    private readonly tf: TensorFlow,
    location: string | string[],
  ) {
    if (typeof location === 'string') {
      this.path = path.resolve(location);
      return;
    }
    const [topology, manifest] = location.map((each) => path.resolve(each));
    if (location.length !== 2 || topology === undefined || manifest === undefined) {
      throw new Error(`file paths must have a length of 2, (actual length is ${location.length}).`);
    }
    this.path = [topology, manifest];
  }

  load(): Promise<io.ModelArtifacts> {
    return typeof this.path === 'string' ? loadModel(this.tf, this.path) : loadPair(this.tf, ...this.path);
  }

  async save(artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
    if (typeof this.path !== 'string') throw new Error('Cannot perform saving to multiple paths.');
    return saveModel(this.tf, this.path, artifacts);
  }
}

async function saveModel(
  tf: TensorFlow,
  folder: string,
  artifacts: io.ModelArtifacts,
): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new Error('Models with a binary topology cannot be saved to files.');
  }
  await mkdir(folder, { recursive: true });
  // The rest of the artifacts goes into the file as it is; the weights have a file of their own.
  const { weightSpecs, weightData, ...rest } = artifacts;
  const weightsManifest = [{ paths: [WEIGHTS_FILE], weights: weightSpecs ?? [] }];
  await writeFile(path.join(folder, MODEL_FILE), JSON.stringify({ ...rest, weightsManifest }));
  if (weightData !== undefined) {
    const weights = tf.io.CompositeArrayBuffer.join(weightData);
    await writeFile(path.join(folder, WEIGHTS_FILE), new Uint8Array(weights));
  }
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
}

async function loadModel(tf: TensorFlow, file: string): Promise<io.ModelArtifacts> {
  await mustBeFile(file);
  const model = JSON.parse(await readFile(file, 'utf8')) as io.ModelJSON;
  return tf.io.getModelArtifactsForJSON(model, (manifest) => loadWeights(tf, manifest, path.dirname(file)));
}

async function loadPair(tf: TensorFlow, topology: string, manifestFile: string): Promise<io.ModelArtifacts> {
  await mustBeFile(topology);
  await mustBeFile(manifestFile);
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as io.WeightsManifestConfig;
  const [weightSpecs, weightData] = await loadWeights(tf, manifest, path.dirname(manifestFile));
  return { modelTopology: bufferOf(await readFile(topology)), weightSpecs, weightData };
}

async function loadWeights(
  tf: TensorFlow,
  manifest: io.WeightsManifestConfig,
  folder: string,
): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> {
  const buffers: ArrayBuffer[] = [];
  for (const { paths } of manifest) {
    for (const name of paths) {
      const file = path.join(folder, name);
      await mustBeFile(file);
      buffers.push(bufferOf(await readFile(file)));
    }
  }
  return [manifest.flatMap(({ weights }) => weights), tf.io.CompositeArrayBuffer.join(buffers)];
}

async function mustBeFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined); // whatever the reason, it cannot be loaded
  if (found?.isFile() !== true) throw new Error(`Path ${file} is not a file: loading failed.`);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
