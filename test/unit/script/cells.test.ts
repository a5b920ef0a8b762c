import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/script';
import { Cells } from '../../../src/script/cells';

const SOURCES = ['import torch\n%matplotlib inline', '', '!pip install x\nlr = 0.1\nfiles = !ls', 'train()'];
const cells = new Cells(SOURCES);

/** The cells after an edit of the joined text. */
function edited(start: number, end: number, text: string): string[] | null {
  const found = cells.edit({ start, end, text });
  if (!found) return null;
  return SOURCES.map((source, index) => (index === found.cell ? applyEdits(source, [found.edit]) : source));
}

describe('the cells of a notebook', () => {
  it('are one text, in which what is for the kernel is harmless and nothing moves', () => {
    expect(cells.code).toHaveLength(cells.text.length);
    expect(cells.code.split('\n').map((line) => line.trim())).toEqual([
      'import torch',
      '0',
      '',
      '',
      '',
      '0',
      'lr = 0.1',
      '0',
      '',
      'train()',
    ]);
  });

  it('keep the block that holds a shell command', () => {
    expect(new Cells(['if x:\n    !ls\n    os?\ny = 5 % 3']).code).toBe('if x:\n    0  \n    0  \ny = 5 % 3');
  });

  it('of another language are blank', () => {
    expect(new Cells(['%%bash\nfor x in y']).code.trim()).toBe('');
    expect(new Cells(['%%time\nfit()']).code).toBe('0     \nfit()');
  });

  it('keep the statement that a magic only measures', () => {
    expect(new Cells(['if x:\n    %time model.fit(x)\n%time']).code).toBe(
      'if x:\n    0;    model.fit(x)\n0    ',
    );
  });

  it('know the same cells and magics as what runs them', () => {
    const folder = '../../../src/trainer/python/lr_tuner_hook';
    const runner = readFileSync(new URL(`${folder}/notebook.py`, import.meta.url), 'utf8');
    const namesOf = (constant: string): string[] =>
      [...(new RegExp(`^${constant} = \\(([^)]*)\\)`, 'm').exec(runner)?.[1] ?? '').matchAll(/"(\w+)"/g)].map(
        ([, name = '']) => name,
      );
    expect(namesOf('FOREIGN').length).toBeGreaterThan(5);
    for (const name of namesOf('FOREIGN')) expect(new Cells([`%%${name}\nx`]).code.trim(), name).toBe('');
    expect(namesOf('TRANSPARENT').length).toBeGreaterThan(2);
    for (const name of namesOf('TRANSPARENT'))
      expect(new Cells([`%${name} fit()`]).code, name).toMatch(/0; +fit\(\)$/);
  });

  it('give back the place of each character', () => {
    for (const [cell, source] of SOURCES.entries()) {
      const start = SOURCES.slice(0, cell).reduce((sum, one) => sum + one.length + 2, 0);
      for (let offset = 0; offset <= source.length; offset++)
        expect(cells.at(start + offset)).toEqual({ cell, offset });
    }
  });

  it('are edited each in itself', () => {
    const rate = cells.text.indexOf('0.1');
    expect(edited(rate, rate + 3, '0.2')?.[2]).toBe('!pip install x\nlr = 0.2\nfiles = !ls');
    const last = cells.text.indexOf('train()');
    expect(edited(last, last, 'clr = 1\n')?.[3]).toBe('clr = 1\ntrain()');
    // Below the last line of the cell before, not above the first one of this.
    expect(edited(last - 1, last - 1, 'clr = 1\n')?.[2]).toBe(`${SOURCES[2]}\nclr = 1`);
    expect(edited(last - 2, last - 2, '\nclr = 1')?.[2]).toBe(`${SOURCES[2]}\nclr = 1`);
    const removed = cells.text.indexOf('files');
    expect(edited(removed, last, '')?.[2]).toBe('!pip install x\nlr = 0.1\n');
    expect(edited(0, rate, '')).toBeNull();
  });
});
