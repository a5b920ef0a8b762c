import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../../src/runner/report/lines';
import { PacedOutput, Tail } from '../../../../src/runner/child/tail';
import { MessageError } from '../../../../src/protocol/fields';
import { type TrainerMessage, decodeMessage, encodeMessage } from '../../../../src/protocol/report';

describe('reading lines', () => {
  function linesOf(chunks: Buffer[], longest = 100): string[] {
    const lines: string[] = [];
    const reader = new LineReader(longest, (line) => lines.push(line));
    for (const chunk of chunks) reader.add(chunk);
    return lines;
  }

  it('joins what arrives in pieces, also inside a letter', () => {
    const bytes = Buffer.from('größe\nzwei\n');
    expect(linesOf([bytes.subarray(0, 3), bytes.subarray(3, 4), bytes.subarray(4)])).toEqual([
      'größe',
      'zwei',
    ]);
  });

  it('drops a line that is too long, and reads on after it', () => {
    const long = Buffer.alloc(500, 'x');
    expect(linesOf([Buffer.from('one\n'), long, long, Buffer.from('tail\ntwo\n')])).toEqual(['one', 'two']);
  });
});

describe('messages', () => {
  it('carry numbers that JSON lacks', () => {
    const step: TrainerMessage = { type: 'step', i: 3, lr: 10, loss: NaN, accuracy: -Infinity };
    expect(decodeMessage(encodeMessage(step).trim())).toEqual(step);
  });

  it('of an unknown type are passed over, what is no message is refused', () => {
    expect(decodeMessage('{"v":1,"type":"temperature","celsius":80}')).toBeNull();
    for (const line of ['hello', '[]', '{"v":2,"type":"step"}', '{"v":1,"type":"step","i":-1,"lr":1}']) {
      expect(() => decodeMessage(line)).toThrow(MessageError);
    }
  });
});

describe('a script that prints without end', () => {
  it('costs no more than its last part', () => {
    const tail = new Tail();
    for (let i = 0; i < 1000; i += 1) tail.add(`${'x'.repeat(9_990)} ${i}\n`);
    expect(tail.toString().length).toBeLessThanOrEqual(16 * 1024);
    expect(tail.toString().endsWith('999\n')).toBe(true);
  });

  it('is passed on in parts, with a word on what was left out', () => {
    const passed: string[] = [];
    const output = new PacedOutput((text) => passed.push(text));
    for (let i = 0; i < 100; i += 1) output.add('y'.repeat(10_000));
    output.flush();
    expect(passed).toHaveLength(1);
    expect(passed[0]?.length).toBeLessThan(40_000);
    expect(passed[0]).toMatch(/^\n… \d+ characters left out …\n/);
  });
});
