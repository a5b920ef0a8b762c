import { describe, expect, it } from 'vitest';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { prepareLaunch } from '../../../src/runner';
import { dist, launchOf, makeProject, root, run, SMALL_TRAINING } from '../harness';
import { type Problem, ProblemError } from '../../../src/protocol/problems';

async function problemOf(files: Record<string, string>, script: string): Promise<Problem | null> {
  return (await run(path.join(await makeProject(files), script))).outcome.problem;
}

async function refusal(script: string): Promise<Problem> {
  try {
    await prepareLaunch(launchOf(script), dist);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('The launch was prepared.');
}

describe('a launch that cannot be', () => {
  it('of a missing file', async () => {
    expect(await refusal('/nowhere/train.js')).toMatchObject({
      code: 'script-missing',
      title: 'There is no file /nowhere/train.js.',
    });
  });

  it('of a language that has no trainer', async () => {
    const folder = await makeProject({ 'train.rb': 'puts 1' });
    expect(await refusal(path.join(folder, 'train.rb'))).toMatchObject({
      code: 'language-unsupported',
      detail: expect.stringContaining('TensorFlow.js'),
    });
  });
});

describe('a script that fails', () => {
  it('by throwing, is shown at its line', async () => {
    const text =
      "const tf = require('@tensorflow/tfjs');\n\nfunction load() {\n  throw new Error('no data');\n}\nload();\n";
    const folder = await makeProject({ 'train.js': text });
    const { outcome } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toMatchObject({
      code: 'script-threw',
      title: 'The script failed: Error: no data',
      line: 4,
      actions: [{ kind: 'open-file', line: 4 }, { kind: 'show-output' }, { kind: 'run-again' }],
    });
    expect(outcome.problem?.file).toBe(path.join(folder, 'train.js'));
    expect(outcome.problem?.output).toContain('no data');
  });

  it('by a promise that nobody catches', async () => {
    const text = "async function main() {\n  await null;\n  JSON.parse('{');\n}\nmain();\n";
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'script-threw',
      line: 3,
    });
  });

  it('by an error that it prints itself', async () => {
    const text =
      "Promise.reject(new Error('file is empty')).catch((error) => {\n  console.error(error);\n  process.exit(1);\n});";
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'script-threw',
      title: 'The script ended with exit code 1 before it trained.',
      output: expect.stringContaining('file is empty'),
      line: 1,
    });
  });

  it.each([
    ['train.js', 'const a = 1;\nconst b = ;\n', 2],
    ['train.mjs', "import fs from 'node:fs';\n\nconst b = ;\n", 3],
    ['train.ts', 'const a: number = 1;\nconst b: = 2;\n', 2],
    ['train.mts', 'const a: number = 1;\nconst b: = 2;\n', 2],
  ])('by a syntax error in %s', async (script, text, line) => {
    expect(await problemOf({ [script]: text }, script)).toMatchObject({ code: 'syntax-error', line });
  });

  it('by a syntax error in a file that it loads', async () => {
    const files = { 'train.js': "require('./model');", 'model.js': 'module.exports = {\n' };
    const problem = await problemOf(files, 'train.js');
    expect(problem?.code).toBe('syntax-error');
    expect(problem?.file).toMatch(/model\.js$/);
  });

  it('by the syntax of modules in a CommonJS package, with advice', async () => {
    const files = {
      'package.json': '{"type":"commonjs"}',
      'train.js': "import * as tf from '@tensorflow/tfjs';",
    };
    const problem = await problemOf(files, 'train.js');
    expect(problem).toMatchObject({
      code: 'syntax-error',
      detail: expect.stringContaining('"type": "module"'),
    });
  });

  it('because it takes a path from an argument that is missing, with advice', async () => {
    const text = "require('node:fs').readFileSync(process.argv[2], 'utf8');";
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'script-threw',
      detail: expect.stringContaining('Give it the arguments'),
    });
  });

  it('because it was written for the browser', async () => {
    const problem = await problemOf({ 'train.js': "document.querySelector('#start');" }, 'train.js');
    expect(problem).toMatchObject({ code: 'script-threw', detail: expect.stringContaining('browser') });
  });

  it.each([
    ['train.js', "const tf = require('@tensorflow/tfjs');"],
    ['train.mjs', "import * as tf from '@tensorflow/tfjs';"],
  ])('because TensorFlow.js is there in part only, in %s', async (script, text) => {
    const part = '@tensorflow/tfjs-core';
    const folder = await makeProject({ [script]: text }, { [part]: path.join(root, 'node_modules', part) });
    expect((await run(path.join(folder, script))).outcome.problem).toMatchObject({
      code: 'framework-missing',
      detail: `Run this in ${folder}: npm install @tensorflow/tfjs`,
      actions: expect.arrayContaining([
        { kind: 'copy', text: 'npm install @tensorflow/tfjs', label: 'Copy Command' },
      ]) as unknown,
    });
  });

  it('because another package of that family is missing, which TensorFlow.js does not bring along', async () => {
    const text = "require('@tensorflow/tfjs');\nrequire('@tensorflow/tfjs-vis');";
    const folder = await makeProject({ 'train.js': text }, {});
    expect((await run(path.join(folder, 'train.js'))).outcome.problem).toMatchObject({
      code: 'script-threw',
      line: 2,
      detail: expect.stringContaining('A package or file that the script needs is missing') as unknown,
    });
  });

  it('because the native engine is asked for and missing', async () => {
    const { outcome } = await run('fit-name-string.js', { plan: { engine: 'native' } });
    expect(outcome.problem).toMatchObject({
      code: 'native-engine-missing',
      detail: expect.stringContaining('npm install @tensorflow/tfjs-node') as unknown,
    });
    expect(outcome.problem?.actions[0]).toMatchObject({ text: 'npm install @tensorflow/tfjs-node' });
    expect(outcome.problem?.detail).toContain('embedded');
  });
});

describe('a script that runs, but cannot be measured', () => {
  it('since it caught an error of its own before it trained', async () => {
    const text =
      "require('@tensorflow/tfjs');\nasync function main() {\n  throw new TypeError('no labels');\n}\nmain().catch(console.error);";
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'never-trained',
      detail: 'Its output shows an error, which may be why: TypeError: no labels',
      line: 3,
    });
  });

  it('since its loop is short and its data is gone', async () => {
    const { outcome, steps } = await run('ten-batches.js');
    expect(steps).toHaveLength(10);
    expect(outcome.end).toMatchObject({ reason: 'script-ended', steps: 10 });
  });

  it('since it makes its updates itself, without an optimizer', async () => {
    const text =
      "const tf = require('@tensorflow/tfjs');\nlet w = tf.tensor1d([3, -2]);\nfor (let i = 0; i < 100; i += 1) w = w.sub(tf.grad((x) => x.square().sum())(w).mul(0.01));";
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'never-trained',
      detail: expect.stringContaining('no optimizer whose rate could be ramped'),
    });
  });

  it('since it never loads TensorFlow.js', async () => {
    expect(await problemOf({ 'train.js': 'console.log(1);' }, 'train.js')).toMatchObject({
      code: 'never-trained',
      title: 'train.js ran to its end without training anything.',
      detail: expect.stringContaining('never loaded TensorFlow.js'),
      actions: [{ kind: 'choose-script' }, { kind: 'show-output' }],
    });
  });

  it('since it only exports functions', async () => {
    const { outcome } = await run('exports-only.js');
    expect(outcome.problem).toMatchObject({
      code: 'never-trained',
      detail: expect.stringContaining('that calls it'),
    });
  });

  it('since TensorFlow.js is bundled into it', async () => {
    const folder = await makeProject({});
    const esbuild = await import('esbuild');
    await writeFile(path.join(folder, 'source.js'), SMALL_TRAINING);
    await esbuild.build({
      entryPoints: [path.join(folder, 'source.js')],
      outfile: path.join(folder, 'train.js'),
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
    });
    expect((await run(path.join(folder, 'train.js'))).outcome.problem).toMatchObject({
      code: 'never-trained',
      detail: expect.stringContaining('Run the source file'),
    });
  });

  it('since its loss is not a number from the start', async () => {
    const text = SMALL_TRAINING.replace('w.square().sum()', 'w.log().sum()').replace('i < 100', 'i < 1e9');
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'not-finite-from-start',
    });
  });

  it('since its gradients are written by hand', async () => {
    const text = `
      const tf = require('@tensorflow/tfjs');
      const w = tf.variable(tf.scalar(3), true, 'w');
      const optimizer = tf.train.sgd(0.01);
      for (let i = 0; i < 80; i += 1) optimizer.applyGradients({ w: w.mul(2) });
    `;
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({ code: 'no-loss' });
  });

  it('since its optimizer does not heed the rate', async () => {
    const { outcome, steps } = await run('deaf-optimizer.js');
    expect(outcome.problem).toMatchObject({ code: 'rate-not-applied' });
    expect(steps).toEqual([]);
  });

  it('since the rate of its optimizer cannot be set', async () => {
    const text = SMALL_TRAINING.replace(
      'tf.train.sgd(0.01)',
      `new (class extends tf.Optimizer {
        get learningRate() { return 0.01; }
        applyGradients(gradients) { w.assign(w.sub(gradients[w.name].mul(this.learningRate))); }
      })()`,
    );
    expect(await problemOf({ 'train.js': text }, 'train.js')).toMatchObject({
      code: 'rate-not-applied',
      detail: expect.stringContaining('could not be set'),
    });
  });

  it('since options of its launch keep the trainer out', async () => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const { outcome } = await run(path.join(folder, 'train.js'), {
      launch: { runtimeArgs: ['--no-such-option'] },
    });
    expect(outcome.problem).toMatchObject({
      code: 'not-armed',
      output: expect.stringContaining('no-such-option'),
    });
  });
});
