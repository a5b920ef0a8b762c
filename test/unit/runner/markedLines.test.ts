import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MarkedLines } from '../../../src/runner/report/markedLines';

const MARKER = '@lr-tuner:7';

/** What is left of the chunks, and the lines taken out of them. */
function split(...chunks: string[]): { printed: string; lines: string[] } {
  const lines: string[] = [];
  const marked = new MarkedLines(MARKER, (line, source) => lines.push(`${source}: ${line}`));
  const printed = chunks.map((chunk) => marked.add(chunk)).join('') + marked.end();
  return { printed, lines };
}

/** As a process on another machine writes it. */
const report = (...lines: string[]) => `\n${lines.map((line) => `${MARKER}:gpu-1 ${line}\n`).join('')}`;

test('takes the lines of a report out of the output, wherever the script stands', () => {
  const text = `epoch 1\n${report('{"i":0}', '{"i":1}')}50%${report('{"i":2}')} 51%\ndone`;
  expect(split(text)).toEqual({
    printed: 'epoch 1\n50% 51%\ndone',
    lines: ['gpu-1: {"i":0}', 'gpu-1: {"i":1}', 'gpu-1: {"i":2}'],
  });
});

test('however the output is cut', () => {
  const text = `a\n${report('{"i":0}')}b\n\n@lr${report('{"i":1}', '{"i":2}')}`;
  const cuts = fc.array(fc.nat(text.length), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, (at) => {
      const places = [0, ...at.sort((x, y) => x - y), text.length];
      const chunks = places.slice(1).map((place, i) => text.slice(places[i], place));
      expect(split(...chunks)).toEqual(split(text));
    }),
  );
  expect(split(text).printed).toBe('a\nb\n\n@lr');
});

test('where each line carries the name of its machine, and breaks are those of a terminal', () => {
  const lines = ['epoch 1', '', `${MARKER}:gpu-1 {"i":0}`, `${MARKER}:gpu-1 {"i":1}`, 'epoch 2', ''];
  const text = lines.map((line) => `[node7] ${line}`.trimEnd()).join('\r\n');
  expect(split(text)).toEqual({
    printed: '[node7] epoch 1\r\n[node7] epoch 2\r\n[node7]',
    lines: ['gpu-1: {"i":0}', 'gpu-1: {"i":1}'],
  });
});

test('a line of the report that is cut off is no output of the script', () => {
  expect(split(`a${report('{"i":0}').slice(0, -4)}`)).toEqual({ printed: 'a', lines: [] });
});
