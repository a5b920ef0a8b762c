/** From the bytes of a file to its text. */
import { CurveError } from './curveError';

/** Files that hold no text, by their first bytes. */
const BINARY: readonly [name: string, start: readonly number[], advice: string][] = [
  ['a NumPy array', [0x93, 0x4e, 0x55, 0x4d], 'Save it with numpy.savetxt.'],
  [
    'an archive (.npz, .xlsx or a PyTorch checkpoint)',
    [0x50, 0x4b, 0x03, 0x04],
    'Save the two columns as CSV.',
  ],
  ['a compressed file', [0x1f, 0x8b], 'Unpack it first.'],
  ['a Parquet table', [0x50, 0x41, 0x52, 0x31], 'Save it with pandas to_csv.'],
  ['a pickle', [0x80, 0x04], 'Save the numbers as JSON or CSV: a pickle can run code when it is opened.'],
  ['a pickle', [0x80, 0x05], 'Save the numbers as JSON or CSV: a pickle can run code when it is opened.'],
];

/**
 * UTF-8 and UTF-16, with or without their mark; PowerShell's `>` writes UTF-16.
 * @throws CurveError for what is no text
 */
export function decodeText(bytes: Uint8Array, fileName: string): string {
  const binary = BINARY.find(([, start]) => start.every((byte, i) => bytes[i] === byte));
  if (binary) throw new CurveError(`${fileName} is ${binary[0]}, not text. ${binary[2]}`);
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  if (text.includes('\0')) {
    throw new CurveError(
      `${fileName} is no text file. A TensorBoard event file is exported from TensorBoard itself, as CSV.`,
    );
  }
  return text;
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 2) return 'utf-8';
  // Each of these files begins with a character of ASCII, of which UTF-16 leaves one byte empty.
  if (first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== 0 ? 'utf-16be' : 'utf-8';
}
