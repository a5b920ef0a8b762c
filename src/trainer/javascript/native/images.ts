import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../../../engine/tensorflow';
import { onlyNative } from './onlyNative';

/** Pixels, row after row, with `channels` bytes each. */
interface Image {
  width: number;
  height: number;
  channels: number;
  bytes: Uint8Array;
}

type ImageType = 'png' | 'jpeg' | 'gif' | 'bmp';

/** The image functions of `tf.node` that pure JavaScript libraries can do: PNG and JPEG, both ways. */
export function imageFunctions(tf: TensorFlow): Record<string, (...args: never[]) => unknown> {
  const toTensor = ({ width, height, channels, bytes }: Image): Tensor3D =>
    tf.tensor3d(Int32Array.from(bytes), [height, width, channels], 'int32');

  const decodePng = (contents: Uint8Array, channels = 0, dtype = 'int32'): Tensor3D => {
    mustBeInt(dtype);
    const image = readPng(contents);
    return toTensor(withChannels(image, channels === 0 ? image.channels : channels));
  };
  const decodeJpeg = (contents: Uint8Array, channels = 0, ratio = 1): Tensor3D => {
    if (ratio !== 1) onlyNative('tf.node.decodeJpeg with a ratio');
    const image = readJpeg(contents);
    return toTensor(withChannels(image, channels === 0 ? image.channels : channels));
  };
  return {
    decodePng,
    decodeJpeg,
    decodeImage: (contents: Uint8Array, channels = 0, dtype = 'int32'): Tensor3D | Tensor4D => {
      mustBeInt(dtype);
      switch (imageType(contents)) {
        case 'png':
          return decodePng(contents, channels);
        case 'jpeg':
          return decodeJpeg(contents, channels);
        case 'gif':
          return onlyNative('tf.node.decodeImage for a GIF');
        case 'bmp':
          return onlyNative('tf.node.decodeImage for a BMP');
      }
    },
    encodePng: async (tensor: Tensor3D, compression = 1): Promise<Uint8Array> => {
      const image = withChannels(await readTensor(tensor), 4);
      const png = new PNG({ width: image.width, height: image.height });
      png.data = Buffer.from(image.bytes);
      const colorType = [0, 0, 4, 2, 6][tensor.shape[2]] as 0 | 2 | 4 | 6;
      return Uint8Array.from(PNG.sync.write(png, { colorType, deflateLevel: compression }));
    },
    encodeJpeg: async (tensor: Tensor3D, format = '', quality = 95): Promise<Uint8Array> => {
      if (format !== '' && format !== 'rgb') onlyNative(`tf.node.encodeJpeg with the format '${format}'`);
      const { width, height, bytes } = withChannels(await readTensor(tensor), 4);
      return Uint8Array.from(jpeg.encode({ width, height, data: bytes }, quality).data);
    },
    decodeGif: () => onlyNative('tf.node.decodeGif'),
    decodeBmp: () => onlyNative('tf.node.decodeBmp'),
  };
}

function mustBeInt(dtype: string): void {
  if (dtype !== 'int32') throw new Error('decodeImage could only return Tensor of type `int32` for now.');
}

function imageType(contents: Uint8Array): ImageType {
  const [first, second] = contents;
  if (first === 0xff && second === 0xd8) return 'jpeg';
  if (first === 0x89 && second === 0x50) return 'png';
  if (first === 0x47 && second === 0x49) return 'gif';
  if (first === 0x42 && second === 0x4d) return 'bmp';
  throw new Error('Expected image (BMP, JPEG, PNG, or GIF), but got unsupported image type');
}

function readPng(contents: Uint8Array): Image {
  const png = PNG.sync.read(Buffer.from(contents));
  const full: Image = { width: png.width, height: png.height, channels: 4, bytes: png.data };
  // The library always gives RGBA; TensorFlow gives the channels of the file.
  const color = png.color || png.palette;
  return withChannels(full, (color ? 3 : 1) + (png.alpha ? 1 : 0));
}

function readJpeg(contents: Uint8Array): Image {
  const { width, height, data } = jpeg.decode(contents, { useTArray: true, formatAsRGBA: false });
  return withChannels({ width, height, channels: 3, bytes: data }, jpegComponents(contents) === 1 ? 1 : 3);
}

/** The number of colour components, from the JPEG's frame header (ITU-T T.81, B.2.2). */
function jpegComponents(contents: Uint8Array): number {
  let at = 2;
  while (at + 9 < contents.length) {
    const marker = contents[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return contents[at + 9] ?? 3;
    at += 2 + ((contents[at + 2] ?? 0) << 8) + (contents[at + 3] ?? 0);
  }
  return 3;
}

async function readTensor(tensor: Tensor3D): Promise<Image> {
  const [height, width, channels] = tensor.shape;
  return { width, height, channels, bytes: Uint8Array.from(await tensor.data()) };
}

/** The same image with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) channels. */
function withChannels(image: Image, channels: number): Image {
  if (channels === image.channels) return image;
  if (![1, 2, 3, 4].includes(channels)) throw new Error(`An image cannot have ${channels} channels.`);
  const pixels = image.width * image.height;
  const bytes = new Uint8Array(pixels * channels);
  const hasAlpha = image.channels % 2 === 0;
  const isColor = image.channels > 2;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * image.channels;
    const to = pixel * channels;
    const red = image.bytes[from] ?? 0;
    const green = isColor ? (image.bytes[from + 1] ?? 0) : red;
    const blue = isColor ? (image.bytes[from + 2] ?? 0) : red;
    const alpha = hasAlpha ? (image.bytes[from + image.channels - 1] ?? 255) : 255;
    if (channels > 2) bytes.set([red, green, blue], to);
    else bytes[to] = isColor ? Math.round(0.299 * red + 0.587 * green + 0.114 * blue) : red;
    if (channels % 2 === 0) bytes[to + channels - 1] = alpha;
  }
  return { ...image, channels, bytes };
}
