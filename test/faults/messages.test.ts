/** Whatever a script, a damaged file or a page sends is a message, or is refused in the way that its reader names. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { MessageError } from '../../src/protocol/fields';
import { readFromPanel } from '../../src/protocol/panel';
import { decodeMessage, encodeMessage } from '../../src/protocol/report';
import { readFromSide } from '../../src/protocol/side';
import { mutate } from './mutations';
import { randomFrom, ROUNDS, SEED } from './soak';

const golden = path.resolve(import.meta.dirname, '../fixtures/protocol');
const A_ROUND = 5_000;

/** Each golden line, by the file that it lies in. */
async function goldenLines(): Promise<{ file: string; line: string }[]> {
  const files = (await readdir(golden)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(golden, file), 'utf8')));
  return texts.flatMap((text, index) =>
    text.split('\n').flatMap((line) => (line === '' ? [] : [{ file: files[index] ?? '', line }])),
  );
}

/** What a reader makes of a text; its own refusal counts as read. */
function read<T>(reader: (text: string) => T, text: string): T | null {
  try {
    return reader(text);
  } catch (error) {
    if (error instanceof MessageError) return null;
    throw new Error(`Refused with the wrong error: ${text.slice(0, 200)}`, { cause: error });
  }
}

it('every mutated report is read again as it was written, or refused', async () => {
  const random = randomFrom(SEED);
  const lines = (await goldenLines()).filter(({ file }) => file !== 'plan.jsonl');
  for (let count = 0; count < ROUNDS * A_ROUND; count++) {
    const { line } = lines[Math.floor(random() * lines.length)] ?? { line: '' };
    const message = read(decodeMessage, mutate(line, random));
    if (message) expect(decodeMessage(encodeMessage(message))).toEqual(message);
  }
});

const FROM_PAGES = [
  '{"type":"choose","baseLR":0.001,"maxLR":0.1,"by":"hand"}',
  '{"type":"step-size","iterations":400}',
  '{"type":"insert","what":"triangular","preview":true}',
  '{"type":"advice","action":"longer"}',
  '{"type":"problem-action","action":{"kind":"run-again"}}',
  '{"type":"export","format":"csv"}',
];

it.each([
  ['panel', readFromPanel],
  ['side view', readFromSide],
])('every mutated message of the %s is read or refused', (_view, reader) => {
  const random = randomFrom(SEED + 2);
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) return text;
      throw error;
    }
  };
  for (let count = 0; count < ROUNDS * A_ROUND; count++) {
    const text = FROM_PAGES[Math.floor(random() * FROM_PAGES.length)] ?? '';
    read((mutated) => reader(parse(mutated)), mutate(text, random));
  }
});
