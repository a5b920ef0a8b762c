import { describe, expect, it } from 'vitest';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { prepareLaunch, ProblemError } from '../../src/runner';
import type { Problem } from '../../src/runner';
import { dist, launchOf, makeProject, ofType, root, run, shortRamp, SMALL_TRAINING } from './harness';

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
    const folder = await makeProject({ 'train.py': 'import torch' });
    expect(await refusal(path.join(folder, 'train.py'))).toMatchObject({
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
  ])('because TensorFlow.js is missing, in %s', async (script, text) => {
    const folder = await makeProject({ [script]: text }, {});
    expect((await run(path.join(folder, script))).outcome.problem).toMatchObject({
      code: 'framework-missing',
      detail: `Run this in ${folder}: npm install @tensorflow/tfjs`,
      actions: expect.arrayContaining([
        { kind: 'copy', text: 'npm install @tensorflow/tfjs', label: 'Copy Command' },
      ]) as unknown,
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

describe('what must not matter', () => {
  it.each(['with spaces', `it's "quoted"`, 'größe 学習率 é', '100% #1 [x] (y) & $HOME'])(
    'is a folder named %s',
    async (name) => {
      for (const script of ['train.js', 'träin it.mjs', "it's.ts"]) {
        const text = SMALL_TRAINING.replace(/const tf = .*/, "import * as tf from '@tensorflow/tfjs';");
        const folder = await makeProject(
          { 'train.js': SMALL_TRAINING, 'träin it.mjs': text, "it's.ts": text },
          undefined,
          name,
        );
        const { outcome, steps } = await run(path.join(folder, script));
        expect(outcome.problem).toBeNull();
        expect(steps).toHaveLength(shortRamp.steps);
      }
    },
  );

  it('is how much the script prints', async () => {
    const noisy = SMALL_TRAINING.replace(
      'optimizer.minimize',
      "process.stdout.write('z'.repeat(1e6) + '\\n'), optimizer.minimize",
    );
    const folder = await makeProject({ 'train.js': noisy });
    const { outcome, steps, output } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
    expect(outcome.outputTail.length).toBeLessThanOrEqual(16 * 1024);
    expect(output.length).toBeLessThan(60e6);
  });

  it('is a script that prints for ever: it can be cancelled', async () => {
    const folder = await makeProject({ 'train.js': "for (;;) process.stdout.write('z'.repeat(1e5));" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1500);
    const { outcome } = await run(path.join(folder, 'train.js'), { signal: controller.signal });
    expect(outcome).toMatchObject({ cancelled: true, problem: null });
  });

  it('is what else the script writes to the report', async () => {
    const meddling = `require('node:fs').writeSync(3, 'not a message\\n{"v":1,"type":"step"}\\n');\n${SMALL_TRAINING}`;
    const folder = await makeProject({ 'train.js': meddling });
    const { outcome, steps } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it('is tsx in the project, which then compiles', async () => {
    const text = SMALL_TRAINING.replace(
      /const tf = .*/,
      "import * as tf from '@tensorflow/tfjs';\nnamespace Old { export const x = 1 }",
    );
    const folder = await makeProject(
      { 'train.ts': text },
      {
        '@tensorflow': path.join(root, 'node_modules/@tensorflow'),
        tsx: path.join(root, 'node_modules/tsx-for-tests'),
      },
    );
    const launch = await prepareLaunch(launchOf(path.join(folder, 'train.ts')), dist);
    expect(launch.command.join(' ')).toMatch(/--import file:\S+tsx\S*/);
    expect((await run(path.join(folder, 'train.ts'))).steps).toHaveLength(shortRamp.steps);
  });

  it('is a package that is there but did not build', async () => {
    const folder = await makeProject(
      {
        'train.mjs': SMALL_TRAINING.replace(/const tf = .*/, "import * as tf from '@tensorflow/tfjs-node';"),
      },
      {},
    );
    const packages = path.join(folder, 'node_modules/@tensorflow');
    await mkdir(path.join(packages, 'tfjs-node/dist'), { recursive: true });
    await mkdir(path.join(packages, 'tfjs-node/lib/napi-v8'), { recursive: true });
    await writeFile(path.join(packages, 'tfjs-node/package.json'), '{"main":"dist/index.js"}');
    await writeFile(
      path.join(packages, 'tfjs-node/dist/index.js'),
      "throw new Error('tfjs_binding.node can not be found');",
    );
    // Nor is there a TensorFlow.js in this project: ours stands in.
    const { outcome, steps } = await run(path.join(folder, 'train.mjs'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it.each(['@tensorflow/tfjs-node', '@tensorflow/tfjs'])(
    'is a native part that was built for another machine, where the script loads %s',
    async (loaded) => {
      const native = 'node_modules/@tensorflow/tfjs-node';
      const folder = await makeProject(
        {
          'train.js': SMALL_TRAINING.replace('@tensorflow/tfjs', loaded),
          [`${native}/package.json`]: '{"main":"dist/index.js"}',
          [`${native}/dist/index.js`]:
            "require('@tensorflow/tfjs');\nrequire('../lib/napi-v8/tfjs_binding.node');",
          [`${native}/lib/napi-v8/tfjs_binding.node`]: 'not for this machine',
        },
        { '@tensorflow/tfjs': path.join(root, 'node_modules/@tensorflow/tfjs') },
      );
      const { outcome, steps, messages } = await run(path.join(folder, 'train.js'));
      expect(outcome.problem).toBeNull();
      expect(steps).toHaveLength(shortRamp.steps);
      expect(ofType(messages, 'hello')[0]?.engine.kind).toBe('embedded');
    },
  );
});

describe('a script that goes on without an end', () => {
  it('is over when it serves after training', async () => {
    const { outcome, steps } = await run('serve-after.js', {
      plan: { experiment: { kind: 'train', schedule: null } },
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.end).toMatchObject({ reason: 'script-ended', steps: 30 });
    expect(steps).toHaveLength(30);
  });

  it('is said to wait where it trains only on request', async () => {
    const text = "require('@tensorflow/tfjs');\nrequire('node:http').createServer().listen(0, '127.0.0.1');";
    const folder = await makeProject({ 'server.js': text });
    const seen = new AbortController();
    const { outcome, messages } = await run(path.join(folder, 'server.js'), {
      signal: seen.signal,
      listen: (message) => void (message.type === 'warning' && seen.abort()),
    });
    expect(outcome.cancelled).toBe(true);
    expect(ofType(messages, 'warning').at(-1)?.message).toContain('waits and has not trained yet');
  });
});
