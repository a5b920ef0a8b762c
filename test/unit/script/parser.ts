/** The parser and the shapes that all tests of `src/script` work with. */
import { readFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createScriptParser, grammarOf, type ScriptLanguage } from '../../../src/script';

const root = path.resolve(import.meta.dirname, '../../..');
const wasm = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
export const shapesFolder = path.join(root, 'test/fixtures/shapes/javascript');

export const parser = await createScriptParser((file) => readFile(path.join(wasm, file)));

export interface Shape {
  name: string;
  text: string;
  language: ScriptLanguage;
}

/** Small whole training scripts, one for each way to name a rate, to train and to pass callbacks. */
export const shapes: Shape[] = readdirSync(shapesFolder)
  .filter((name) => grammarOf(name) !== null)
  .sort()
  .map((name) => ({
    name,
    text: readFileSync(path.join(shapesFolder, name), 'utf8'),
    language: grammarOf(name) as ScriptLanguage,
  }));

export function shape(name: string): Shape {
  const found = shapes.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No shape named ${name}.`);
  return found;
}
