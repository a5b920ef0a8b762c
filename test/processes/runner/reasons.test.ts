/** Why nothing trained: each reason by what the script did, not by a guess. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/protocol/problems';
import type { ScriptLaunch } from '../../../src/runner';
import { makeProject, run } from '../harness';
import { python } from '../python';

async function problemOf(
  files: Record<string, string>,
  script: string,
  more: Partial<ScriptLaunch> = {},
): Promise<{ problem: Problem | null; folder: string }> {
  const folder = await makeProject(files);
  const runtimePath = script.endsWith('.py') ? (python ?? null) : null;
  const { outcome } = await run(path.join(folder, script), { launch: { runtimePath, ...more } });
  return { problem: outcome.problem, folder };
}

const READS = `
const fs = require('node:fs');
const rows = fs.existsSync('data/rows.json') ? JSON.parse(fs.readFileSync('data/rows.json')) : [];
const tf = require('@tensorflow/tfjs');
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const data = tf.data.array(rows).map(({ x, y }) => ({ xs: tf.tensor1d(x), ys: tf.tensor1d(y) })).batch(4);
model.fitDataset(data, { epochs: 20, verbose: 0 });
`;

describe('a script that got no batch', () => {
  it('may want the folder of its project', async () => {
    const { problem, folder } = await problemOf(
      { 'src/train.js': READS, 'package.json': '{}' },
      'src/train.js',
    );
    expect(problem).toMatchObject({
      code: 'never-trained',
      title: 'train.js got no batch to train on: its data is empty.',
    });
    expect(problem?.detail).toContain(`It ran in ${path.join(folder, 'src')}.`);
    expect(problem?.detail).toContain(`--cwd ${folder} in a terminal`);
  });

  it('is told which folder has the file that it did not find', async () => {
    const files = {
      'src/train.js': "require('node:fs').readFileSync('./data/rows.json');",
      'data/rows.json': '[]',
    };
    const { problem, folder } = await problemOf(files, 'src/train.js');
    expect(problem?.code).toBe('script-threw');
    expect(problem?.detail).toContain(`There is no ${path.join('data', 'rows.json')} in ${folder}`);
    expect(problem?.detail).toContain(`but there is one in ${folder}. Let it run there: --cwd ${folder}`);
  });

  it.skipIf(python === undefined)('in Python: an empty loader, and a folder that is not there', async () => {
    const loader = `
import torch
data = torch.utils.data.TensorDataset(torch.zeros(0, 4))
optimizer = torch.optim.SGD(torch.nn.Linear(4, 1).parameters(), lr=0.1)
for batch in torch.utils.data.DataLoader(data):
    optimizer.step()
`;
    expect((await problemOf({ 'train.py': loader }, 'train.py')).problem).toMatchObject({
      title: 'train.py got no batch to train on: its data is empty.',
    });
    const files = { 'src/train.py': "open('data/rows.csv')", 'data/rows.csv': '', 'pyproject.toml': '' };
    const { problem, folder } = await problemOf(files, 'src/train.py');
    expect(problem?.title).toContain('FileNotFoundError');
    expect(problem?.detail).toContain(`but there is one in ${folder}. Let it run there: --cwd ${folder}`);
  });
});

describe.skipIf(python === undefined)('a Python script whose module is not found', () => {
  it('is told where the module of its own project is, and how to start it there', async () => {
    const files = {
      'projects/adder/train.py': 'from mingpt.model import GPT',
      'mingpt/model.py': '',
    };
    const { problem, folder } = await problemOf(files, 'projects/adder/train.py');
    expect(problem?.code).toBe('script-threw');
    expect(problem?.detail).toContain(`mingpt is the project's own, in ${folder}`);
    expect(problem?.detail).toContain('-m projects.adder.train in that folder');
  });

  it('is told to install what is none of its own', async () => {
    const { problem } = await problemOf({ 'train.py': 'import not_a_module' }, 'train.py');
    expect(problem?.detail).toContain('Install it there');
  });
});

const TF = "require('@tensorflow/tfjs');\n";

describe('a script that wants something first', () => {
  it.each<[string, string]>([
    [
      'its usage, and a good end',
      "console.log('Usage: node train.js train [options]\\n\\nOptions:\\n  --epochs N');",
    ],
    ['its commands', "console.log('train.js <command>\\n\\nCommands:\\n  train.js run  trains');"],
  ])('prints %s: it is asked for arguments', async (_, text) => {
    expect((await problemOf({ 'train.js': TF + text }, 'train.js')).problem).toMatchObject({
      code: 'arguments-missing',
      title: 'The script printed its usage and did not train.',
      detail: expect.stringContaining('Give it the arguments that its output names') as unknown,
      actions: [{ kind: 'set-arguments' }, { kind: 'show-output' }],
    });
  });

  it.each<[string, string, string]>([
    [
      'train.js',
      "require('node:readline').createInterface({ input: process.stdin, output: process.stdout }).question('Epochs? ', () => 0);",
      'with callbacks',
    ],
    [
      'train.mjs',
      "import { createInterface } from 'node:readline/promises';\nawait createInterface({ input: process.stdin, output: process.stdout }).question('Epochs? ');",
      'with promises',
    ],
    ['train.js', "process.stdin.on('data', () => 0);", 'by its bytes'],
  ])('asks on standard input: %s, %s, %s', async (script, text) => {
    expect((await problemOf({ [script]: text }, script)).problem).toMatchObject({
      code: 'never-trained',
      title: `${script} waits for input that it cannot get.`,
    });
  });

  it('only looks whether there is a terminal, and is not said to wait', async () => {
    const { problem } = await problemOf({ 'train.js': 'if (process.stdin.isTTY) throw 1;' }, 'train.js');
    expect(problem?.title).toBe('train.js ran to its end without training anything.');
  });

  it.skipIf(python === undefined)('asks in Python, or prints its usage', async () => {
    for (const text of ["n = int(input('Epochs? '))", 'try:\n  input()\nexcept EOFError:\n  pass']) {
      expect((await problemOf({ 'train.py': text }, 'train.py')).problem).toMatchObject({
        title: 'train.py waits for input that it cannot get.',
      });
    }
    const usage = "print('Usage: train.py [OPTIONS] COMMAND')";
    expect((await problemOf({ 'train.py': usage }, 'train.py')).problem).toMatchObject({
      code: 'arguments-missing',
    });
  });
});

describe('a script for another runtime', () => {
  it.each<[string, string]>([
    ['train.js', "const text = Bun.file('rows.json');"],
    ['train.mjs', "import { file } from 'bun';"],
    ['train.js', "Deno.readTextFileSync('rows.json');"],
    ['train.mjs', "import * as tf from 'npm:@tensorflow/tfjs';"],
    ['train.mjs', "import { parse } from 'https://deno.land/std/flags/mod.ts';"],
    ['train.mjs', "import { parse } from 'jsr:@std/csv';"],
  ])('is told so: %s, %s', async (script, text) => {
    const { problem } = await problemOf({ [script]: text }, script);
    expect(problem?.detail).toContain('written for Bun or Deno');
  });
});

it('tells updates by hand from a file that only defines', async () => {
  const gradients = 'tf.grad((x) => x.square().sum())(tf.tensor1d([3, -2]));';
  const load = "const tf = require('@tensorflow/tfjs');\n";
  const byHand = await problemOf({ 'train.js': load + gradients }, 'train.js');
  expect(byHand.problem?.detail).toContain('makes its updates itself');
  const defines = await problemOf({ 'train.js': `${load}exports.train = () => 0;` }, 'train.js');
  expect(defines.problem?.detail).toContain('choose the script that calls it');
  expect(defines.problem?.detail).not.toContain('itself');
});

it('knows an error of more than a line of the report, and a start with 70 KB of arguments', async () => {
  const text = "throw new Error('invalid: ' + JSON.stringify(Array.from({ length: 20000 }, (_, i) => i)));";
  const { problem } = await problemOf({ 'train.js': text }, 'train.js', { args: ['x'.repeat(70_000)] });
  expect(problem).toMatchObject({ code: 'script-threw', line: 1 });
  expect(problem?.title).toMatch(/^The script failed: Error: invalid: \[0,1,2,.{100,400}…$/);
});
