import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../src/languages';
import { createScriptParser } from '../../../src/script';
import { parser, shape } from './parser';

const wasm = path.resolve(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');

test('a second parser leaves the first one whole', async () => {
  const { text, language } = shape('literal.ts');
  const before = parser.findSites(text, language);
  const second = await createScriptParser((file) => readFile(path.join(wasm, file)));
  expect(second.findSites(text, language)).toEqual(before);
  expect(parser.findSites(text, language)).toEqual(before);
});

test('a grammar that cannot be read is an error, and can be tried again', async () => {
  await expect(createScriptParser(() => Promise.reject(new Error('no such file')))).rejects.toThrow(
    'no such file',
  );
  const again = await createScriptParser((file) => readFile(path.join(wasm, file)));
  expect(again.findSites('', 'javascript').isTrainingScript).toBe(false);
});

test('every grammar that a file of a known language is parsed with has a module that reads it', () => {
  const grammars = new Set(Object.values(LANGUAGES).flatMap((language) => Object.values(language.grammars)));
  for (const grammar of grammars) {
    expect(parser.findSites('', grammar).isTrainingScript).toBe(false);
  }
});
