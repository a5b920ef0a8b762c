/** A failure is a failure, by whatever it is told; and what a script handles by itself is none. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRangeTest, Session } from '../../../src/experiments';
import { answerOf, isWhole, rampSteps, type Run, warningsOf } from '../../../src/runs';
import { dist, launchOf, makeProject, ofType, run } from '../harness';
import { python } from '../python';
import { compare, train } from './harness';

const LOOP = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
const update = () => optimizer.minimize(() => w.square().sum());
`;

const FIT = `
const tf = require('@tensorflow/tfjs');
const xs = tf.randomNormal([64, 4], 0, 1, 'float32', 7);
const ys = xs.slice([0, 0], [64, 1]).greater(0).toFloat();
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, activation: 'sigmoid', inputShape: [4] })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'binaryCrossentropy' });
const fit = (callbacks) => model.fit(xs, ys, { epochs: 8, batchSize: 16, verbose: 0, callbacks });
`;

const TORCH = `
import sys, torch
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
def update():
    optimizer.zero_grad()
    model(torch.ones(8, 4)).square().mean().backward()
    optimizer.step()
`;

async function find(files: Record<string, string>, script: string): Promise<Run> {
  const folder = await makeProject(files);
  const session = new Session(null);
  const range = { lo: 1e-5, hi: 0.1 };
  Object.assign(session.run, { range });
  const how = { distFolder: dist, engine: 'embedded', threads: 1, training: null } as const;
  const launch = launchOf(path.join(folder, script), {
    runtimePath: script.endsWith('.py') ? (python ?? null) : null,
  });
  await runRangeTest({ script: launch, ...how, range, steps: 80, maxSteps: 80, seeds: 1 }, session);
  return session.run;
}

/** Lengths of the ramps that became whole; a range that ends too low is ramped again, further. */
const whole = (made: Run): Set<number> =>
  new Set(made.repeats.filter((one) => isWhole(made, one)).map(rampSteps));

describe('a range test of a script that fails after its training', () => {
  it.each<[string, string, RegExp]>([
    [
      'by an error of its own',
      `${LOOP}for (let i = 0; i < 60; i += 1) update();\nnull.rows;`,
      /^The script failed: TypeError: .*rows.* \(train\.js:7\)\. It had made 60 iterations/,
    ],
    [
      'by its exit code',
      `${LOOP}for (let i = 0; i < 60; i += 1) update();\nconsole.error('quota'); process.exit(3);`,
      /^The script ended with exit code 3 after 60 iterations\. It had made 60/,
    ],
    [
      'in the middle, by an error that it prints itself',
      `${LOOP}(async () => { for (let i = 0; i < 90; i += 1) { update(); if (i === 59) throw new Error('disk'); } })()
        .catch((error) => { console.error(error.message); process.exit(1); });`,
      /exit code 1 after 60 iterations/,
    ],
  ])('is as long as that training: %s', async (_, text, notice) => {
    const made = await find({ 'train.js': text }, 'train.js');
    expect(made).toMatchObject({ status: 'finished', problem: null });
    expect(whole(made)).toEqual(new Set([60]));
    expect(answerOf(made)).not.toBeNull();
    expect(warningsOf(made)).toContainEqual(expect.stringMatching(notice));
  });

  it.skipIf(python === undefined)('in Python as well', async () => {
    const text = `${TORCH}
for _ in range(60):
    update()
raise ValueError("no report")
`;
    const made = await find({ 'train.py': text }, 'train.py');
    expect(made).toMatchObject({ status: 'finished', problem: null });
    expect(whole(made)).toEqual(new Set([60]));
    expect(warningsOf(made).join()).toContain(
      'ValueError: no report (train.py:12). It had made 60 iterations',
    );
  });

  it('fails where it had trained too little for a ramp', async () => {
    const made = await find(
      { 'train.js': `${LOOP}update(); update();\nthrow new Error('early');` },
      'train.js',
    );
    expect(made).toMatchObject({ status: 'failed', problem: { title: 'The script failed: Error: early' } });
  });
});

const CATCHES = `${FIT}
fit({ onEpochEnd: (epoch) => { if (epoch === 2) throw new Error('quota exceeded'); } })
  .catch((error) => { console.error(String(error)); process.exit(1); });
`;

describe('a training that its script fails', () => {
  it('fails, and counts for nothing', async () => {
    const folder = await makeProject({ 'train.js': CATCHES });
    const made = await train(path.join(folder, 'train.js'));
    expect(made.status).toBe('failed');
    expect(made.problem).toMatchObject({
      code: 'script-threw',
      title: 'The script ended with exit code 1 after 12 iterations.',
      detail: 'Its output shows an error, which may be why: Error: quota exceeded',
    });
    expect(made.repeats.map(({ end }) => end?.reason)).toEqual(['error']);
  });

  it('fails a comparison, too', async () => {
    const folder = await makeProject({ 'train.js': CATCHES });
    expect(await compare(path.join(folder, 'train.js'))).toMatchObject({
      status: 'failed',
      problem: { title: 'The script ended with exit code 1 after 12 iterations.' },
    });
  });

  it.skipIf(python === undefined)('fails in Python, by sys.exit', async () => {
    const text = `${TORCH}
for _ in range(60):
    update()
sys.exit("no more space")
`;
    const folder = await makeProject({ 'train.py': text });
    const made = await train(path.join(folder, 'train.py'), {}, { runtimePath: python ?? null });
    expect(made).toMatchObject({
      status: 'failed',
      problem: { title: 'The script ended with exit code 1 after 60 iterations.' },
    });
  });
});

const training = { experiment: { kind: 'train', schedule: null }, engine: 'embedded' } as const;

describe('an error that the script handles by itself', () => {
  it.each<[string, Record<string, string>]>([
    [
      'of a thread',
      {
        'train.js': `const { Worker } = require('node:worker_threads');
          new Worker('throw new Error("of no account")', { eval: true }).on('error', (error) => {
            console.log('caught', error.message);
            setTimeout(() => require('./fit.js'), 1500);
          });`,
      },
    ],
    [
      'of a forked process',
      {
        'train.js': `require('node:child_process').fork(require.resolve('./fails.js')).on('exit', () => {
            setTimeout(() => require('./fit.js'), 1500);
          });`,
        'fails.js': "throw new Error('of no account');",
      },
    ],
    [
      'by a handler for all of them',
      {
        'train.js': `process.on('uncaughtException', (error) => console.log('caught', error.message));
          setTimeout(() => { throw new Error('of no account'); }, 10);
          setTimeout(() => require('./fit.js'), 1500);`,
      },
    ],
  ])('is none: %s', async (_, files) => {
    const folder = await makeProject({ ...files, 'fit.js': `${FIT}fit();` });
    const { outcome, steps, messages } = await run(path.join(folder, 'train.js'), { plan: training });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 32 } });
    expect(steps).toHaveLength(32);
    expect(ofType(messages, 'end')).toHaveLength(1);
  });

  it('is one where its handler ends the process', async () => {
    const text = `process.on('uncaughtException', () => process.exit(1));\n${LOOP}update();\nthrow new Error('after all');`;
    const folder = await makeProject({ 'train.js': text });
    const { outcome } = await run(path.join(folder, 'train.js'), { plan: training });
    expect(outcome.problem).toMatchObject({ title: 'The script failed: Error: after all', line: 8 });
  });
});

describe("an error of the script's own optimizer", () => {
  it('is its own, at its line, not a rate that is not used', async () => {
    const text = `const tf = require('@tensorflow/tfjs');
class Plain extends tf.Optimizer {
  constructor() { super(); this.learningRate = 0.01; }
  applyGradients(gradients) {
    for (const name of Object.keys(gradients)) gradients.get(name).mul(this.learningRate);
  }
}
const w = tf.variable(tf.tensor1d([3, -2]));
new Plain().minimize(() => w.square().sum());
`;
    const folder = await makeProject({ 'train.js': text });
    const { outcome, messages } = await run(path.join(folder, 'train.js'));
    expect(outcome.problem).toMatchObject({ code: 'script-threw', line: 5 });
    expect(outcome.problem?.title).toContain('gradients.get is not a function');
    expect(ofType(messages, 'warning')).toEqual([]);
  });
});

describe('a script that trains in another process', () => {
  it('may take its time afterwards, and is not left waiting for one that goes on for ever', async () => {
    const folder = await makeProject({
      'slow.js': `require('node:child_process').fork(require.resolve('./fit.js'))
        .on('exit', () => setTimeout(() => console.log('report written'), 2500));`,
      'serves.js': `require('node:child_process').fork(require.resolve('./fit.js'));
        require('node:http').createServer().listen(0, '127.0.0.1');`,
      'fit.js': `${FIT}fit();`,
    });
    const slow = await run(path.join(folder, 'slow.js'), { plan: training });
    expect(slow.output).toContain('report written');
    for (const made of [slow, await run(path.join(folder, 'serves.js'), { plan: training })]) {
      expect(made.outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 32 } });
    }
  });
});

describe.skipIf(python === undefined)('a range test of a script that is too short', () => {
  const train = (name: string, times: number): string =>
    `optimizer = torch.optim.${name}(model.parameters(), lr=0.1)\nfor _ in range(${times}):\n    update()\n`;

  it.each([
    ['by all it trains', train('SGD', 30), /^The script makes only 30 iterations\.$/, ['run-again']],
    [
      'by the first of its trainings',
      train('SGD', 30) + train('Adam', 90),
      /^Training 1 of 2 makes only 30 iterations\.$/,
      ['choose-training', 'run-again'],
    ],
  ])('%s', async (_, text, title, actions) => {
    const { problem } = await find({ 'train.py': TORCH + text }, 'train.py');
    expect(problem?.title).toMatch(title);
    expect(problem?.actions.map(({ kind }) => kind)).toEqual(actions);
  });
});
