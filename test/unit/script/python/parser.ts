/** The parser and the shapes that all tests of `src/script/python` work with. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits, type InsertPlan, type InsertRequest, type ScriptSites } from '../../../../src/script';
import { loadGrammars } from '../../../../src/script/parse';
import { python } from '../../../../src/script/python';
import type { SyntaxTree } from '../../../../src/script/syntax';

const root = path.resolve(import.meta.dirname, '../../../..');
const wasm = path.join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
export const shapesFolder = path.join(root, 'test/fixtures/shapes/python');

const parseText = await loadGrammars((file) => readFile(path.join(wasm, file)));

export function parse(text: string): SyntaxTree {
  return parseText(text, 'python');
}

export function sites(text: string): ScriptSites {
  return python.findSites(parse(text));
}

export function plan(text: string, request: InsertRequest, siteHint?: number): InsertPlan {
  return python.planInsertion(parseText, parse(text), request, siteHint);
}

export function replacement(text: string, request: InsertRequest, siteHint?: number): InsertPlan {
  return python.planReplacement(parseText, parse(text), request, siteHint);
}

/** The edited text. */
export function edited(text: string, planned: InsertPlan): string {
  if (!planned.ok) throw new Error(planned.reason);
  return applyEdits(text, planned.edits);
}

export const schedule: Extract<InsertRequest, { what: 'schedule' }> = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.00151,
  maxLR: 0.0061,
  stepSize: 4,
};

/** Small whole training scripts, one for each way to name a rate, to make an optimizer and to step it. */
export const shapes = readdirSync(shapesFolder)
  .filter((name) => name.endsWith('.py'))
  .sort()
  .map((name) => ({ name, text: readFileSync(path.join(shapesFolder, name), 'utf8') }));

export function shape(name: string): string {
  const found = shapes.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No shape named ${name}.`);
  return found.text;
}
