import { describe, expect, it } from 'vitest';
import { firstLine, oneLine, PlainStream, plainText, shortened } from '../../../src/protocol/plainText';

const ESC = '\u001b';

describe('plain text', () => {
  it.each([
    ['colours', `${ESC}[1;31mred${ESC}[0m`, 'red'],
    ['the clipboard', `a${ESC}]52;c;aGFja2Vk\u0007b`, 'ab'],
    ['a title that ends with ESC \\', `a${ESC}]0;OWNED${ESC}\\b`, 'ab'],
    ['cursor movements', `a${ESC}[2J${ESC}[1A${ESC}[?25lb`, 'ab'],
    ['their one-character forms', 'a\u009b2Jb\u009d0;OWNED\u009cc', 'abc'],
    ['a device string', `a${ESC}P1;2|secret${ESC}\\b`, 'ab'],
    ['other escapes', `a${ESC}cb${ESC}(0c${ESC}7d`, 'abcd'],
    ['a sequence that never ends', `a${ESC}]52;c;aGFja2Vk`, 'a]52;c;aGFja2Vk'],
    ['bells, backspaces and NUL', 'a\u0007b\b\u0000c\u007f', 'abc'],
    ['order of its own (UAX 9)', 'a\u202egnp.\u202c\u2066b\u2069\u200fc\u061cd', 'agnp.bcd'],
    ['a line drawn anew', 'a 1\ra 2\r\nb', 'a 1\na 2\nb'],
  ])('has no %s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('keeps tabs, lines, and letters of every script', () => {
    const text = 'loss\t0.5\ngröße 学習率 🙂 מודל';
    expect(plainText(text)).toBe(text);
  });

  it('holds no control whatever is put in', () => {
    const controls = Array.from({ length: 160 }, (_, code) => String.fromCharCode(code)).join('');
    expect(plainText(controls + ESC + controls)).not.toMatch(/(?![\t\n])\p{Cc}/u);
  });

  it('is the same however the text is cut into pieces', () => {
    const text = `one\r\n${ESC}[31mtwo${ESC}]0;title${ESC}\\${ESC}]52;c;aGF\u0007 three\rfour${ESC}(Bfive`;
    for (let at = 0; at <= text.length; at += 1) {
      const stream = new PlainStream();
      const pieces = [stream.add(text.slice(0, at)), stream.add(text.slice(at)), stream.end()];
      expect(pieces.join('')).toBe('one\ntwo three\nfourfive');
    }
  });

  it('passes on a piece that only seems to begin a long sequence', () => {
    const stream = new PlainStream();
    const long = 'x'.repeat(10_000);
    expect(stream.add(`${ESC}]${long}`) + stream.end()).toBe(`]${long}`);
  });
});

describe('a name within a sentence', () => {
  it('cannot end its line', () => {
    expect(oneLine(`bad${ESC}[31m\r\nname\t.py`)).toBe('bad?name?.py');
  });
});

describe('a label', () => {
  it('is one line of a length that can be read', () => {
    expect(firstLine(`Error: no data\n  at a.js`)).toBe('Error: no data');
    expect(firstLine('x'.repeat(28_000))).toHaveLength(300);
  });

  it('is never cut within a character', () => {
    expect(shortened('a🙂b', 3)).toBe('a…');
  });
});
