// What the editor asks before it starts a script or writes into one, answered as a person would.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bounds, ChartPage } from './harness/chartPage';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

/** Quick rather than trustworthy: the tests are about the way through, not about the answer. */
const settings = {
  'lrTuner.rangeTest.steps': 100,
  'lrTuner.rangeTest.maxSteps': 100,
  'lrTuner.rangeTest.seeds': 1,
};
const QUICK = 'LR Tuner: Find LR Bounds with One Quick Ramp';
const recorder = path.resolve(import.meta.dirname, '../processes/script/javascript/recordRates.cjs');

const data = `const x = tf.randomNormal([320, 4], 0, 1, 'float32', 7);
const y = tf.oneHot(x.slice([0, 0], [-1, 1]).greater(0).flatten().toInt(), 2);`;
const model = `const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 2, activation: 'softmax' })] });`;

/** Its own schedule has the last word before each step. */
const ownSchedule = `const tf = require('@tensorflow/tfjs');

${data}
${model}
const optimizer = tf.train.adam(0.01);
model.compile({ optimizer, loss: 'categoricalCrossentropy' });

class Decay extends tf.CustomCallback {
  async onBatchBegin(batch, logs) {
    optimizer.learningRate = 0.01 / (1 + batch);
    await super.onBatchBegin(batch, logs);
  }
}

model.fit(x, y, { batchSize: 32, epochs: 4, callbacks: [new Decay({})] });
`;

/** Writes down how it was started. */
const remembering = `const tf = require('@tensorflow/tfjs');

const { SIZE = '' } = process.env;
const seen = { args: process.argv.slice(2), SIZE, cwd: process.cwd(), options: process.execArgv };
require('node:fs').writeFileSync(__dirname + '/seen.json', JSON.stringify(seen));

${data}
${model}
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
model.fit(x, y, { batchSize: 32, epochs: 4 });
`;

const elsewhere = `const tf = require('@tensorflow/tfjs');
const { learningRate } = require('./rates');

${data}
${model}
model.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });
model.fit(x, y, { batchSize: 32, epochs: 4 });
`;

const demanding = `if (!process.argv.includes('--data')) {
  console.error('usage: demanding.js --data <folder>');
  process.exit(2);
}
${remembering}`;

const scripts = path.resolve(import.meta.dirname, '../scripts/javascript');
const read = (file: string) => readFileSync(path.join(scripts, file), 'utf8');

let workbench: Workbench;
let chart: ChartPage;

beforeAll(async () => {
  const workspace = makeWorkspace();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(workspace.folder, file)), { recursive: true });
    writeFileSync(path.join(workspace.folder, file), text);
  };
  write('own.js', ownSchedule);
  write('start/remembering.js', remembering);
  write('demanding.js', demanding);
  write('elsewhere.js', elsewhere);
  write('rates.js', 'exports.learningRate = 0.01;\n');
  for (const file of ['gan.js', 'transfer.js', 'data/blobs.js']) write(file, read(file));
  write(
    'start/package.json',
    JSON.stringify({ scripts: { train: 'SIZE=large node remembering.js --epochs 5' } }),
  );
  const configuration = {
    name: 'Train small',
    type: 'node',
    request: 'launch',
    program: '${workspaceFolder}/start/remembering.js',
    args: ['--data', 'two words'],
    env: { SIZE: 'small' },
    cwd: '${workspaceFolder}',
    runtimeArgs: ['--stack-size=2000'],
  };
  write('.vscode/launch.json', JSON.stringify({ version: '0.2.0', configurations: [configuration] }));
  workbench = await Workbench.open({ workspace, settings });
  chart = workbench.chart;
});
afterAll(() => workbench?.close());

/** The list of choices in front. */
async function question(title: string | RegExp): Promise<Locator> {
  await workbench.page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
  return workbench.page.locator('.quick-input-widget');
}

async function choose(title: string | RegExp, choice: string): Promise<void> {
  const widget = await question(title);
  await widget.getByRole('option').filter({ hasText: choice }).click();
}

/** What goes on is shown in the status bar. */
async function runsEnded(): Promise<void> {
  const running = workbench.page.locator('.statusbar-item').filter({ hasText: 'LR range test' });
  await expect.poll(() => running.count()).toBe(0);
}

async function closeAll(): Promise<void> {
  await workbench.runCommand('View: Close All Editors');
}

/** Runs a script as its author would, with a recorder that knows nothing of the extension. */
function ratesUsedBy(file: string): number[] {
  const { folder } = workbench.workspace;
  const rates = path.join(folder, 'rates.json');
  execFileSync(process.execPath, ['--require', recorder, file], {
    cwd: folder,
    env: { ...process.env, RATES_FILE: rates },
  });
  const [only = []] = JSON.parse(readFileSync(rates, 'utf8')) as number[][];
  return only;
}

/** Smith 2017, section 3.1: up in `stepSize` iterations, down in as many. */
function triangular({ baseLR, maxLR }: Bounds, stepSize: number, step: number): number {
  const cycle = Math.floor(1 + step / (2 * stepSize));
  const x = Math.abs(step / stepSize - 2 * cycle + 1);
  return baseLR + (maxLR - baseLR) * Math.max(0, 1 - x);
}

describe('a script with a schedule of its own', () => {
  const FILE = 'own.js';
  const own = 'optimizer.learningRate = 0.01 / (1 + batch)';

  test('Insert says so, shows the line, and takes it out in the same edit', async () => {
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    await chart.enter('Step size, iterations', '10');
    await chart.button('Insert CLR Schedule').click();
    const asked = await question('already has a schedule of its own');
    await expect.poll(() => asked.innerText()).toContain(`Line 11: ${own}`);
    await workbench.screenshot('own-schedule');
    await choose('already has a schedule', 'Take It Out');
    await workbench.changed(FILE);
    const text = await workbench.savedText(FILE);
    expect(text).not.toContain(own);
    expect(text).toContain('new CyclicalLR(');

    const bounds = await chart.bounds();
    const rates = ratesUsedBy(FILE);
    expect(rates).toHaveLength(40);
    rates.forEach((rate, step) => expect(rate).toBeCloseTo(triangular(bounds, 10, step), 6));
  });

  test('one undo brings back both the line and the text without our schedule', async () => {
    await workbench.focusEditor(FILE);
    await workbench.page.keyboard.press('Control+Z');
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(ownSchedule);
  });

  test('nothing happens where the question is left', async () => {
    await chart.button('Insert CLR Schedule').click();
    await question('already has a schedule');
    await workbench.page.keyboard.press('Escape');
    await expect.poll(() => workbench.page.locator('.quick-input-title:visible').count()).toBe(0);
    expect(workbench.workspace.read(FILE)).toBe(ownSchedule);
  });

  test('Keep Both keeps both, and warns', async () => {
    await chart.button('Insert CLR Schedule').click();
    await choose('already has a schedule', 'Keep Both');
    await workbench.changed(FILE);
    await workbench.page.getByText('Line 11 also sets the learning rate').first().waitFor();
    const text = await workbench.savedText(FILE);
    expect(text).toContain(own);
    expect(text).toContain('new CyclicalLR(');
  });
});

test('a rate that is written in another file: that file is offered', async () => {
  await closeAll();
  await workbench.openFile('elsewhere.js');
  await workbench.runCommand(QUICK);
  await chart.finished();
  expect(await chart.frame.locator('body').innerText()).toContain('is written in ./rates: set it there');
  await workbench.runCommand('LR Tuner: Insert CLR Schedule into the Script');
  await workbench.page.getByRole('button', { name: 'Open rates.js' }).click();
  await workbench.textEditor('rates.js').waitFor();
});

describe('Preview', () => {
  const FILE = 'start/remembering.js';
  const preview = (): Locator =>
    workbench.page.locator('.tab').filter({ hasText: 'remembering.js: Preview' });
  const change = (): Locator => workbench.page.locator('.monaco-editor[data-uri^="lr-tuner-preview:"]');
  const title = (button: string): Locator =>
    workbench.page.locator('.editor-actions').getByRole('button', { name: button, exact: true });

  test('shows a diff that Discard closes, and nothing is written', async () => {
    await closeAll();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    await chart.button('Preview').click();
    await expect.poll(() => change().innerText()).toContain('CyclicalLR');
    await workbench.screenshot('preview-dark');
    await workbench.setTheme('Light Modern');
    await workbench.screenshot('preview-light');
    await workbench.setTheme('Dark Modern');
    expect(await title('Find LR Bounds').count()).toBe(0);
    await title('Discard').click();
    await preview().waitFor({ state: 'detached' });
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('Apply writes all of it at once, closes the diff, and one undo takes it back', async () => {
    await chart.button('Preview').click();
    await title('Apply').click();
    await preview().waitFor({ state: 'detached' });
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toContain('new CyclicalLR(');
    await workbench.page.keyboard.press('Control+Z');
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('Apply writes nothing into a script that was edited meanwhile, and shows the change anew', async () => {
    await chart.button('Preview').click();
    await expect.poll(() => change().innerText()).toContain('CyclicalLR');
    const script = workbench.page.locator('.tab[data-resource-name="remembering.js"]');
    await script.filter({ hasNotText: 'Preview' }).click();
    await workbench.page.locator('.monaco-editor.focused[data-uri^="vscode-remote:"]').waitFor();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('let mine;');
    await workbench.page.keyboard.press('Enter');
    await preview().click();
    await title('Apply').click();
    await workbench.page.getByText('has been edited since this preview').first().waitFor();
    await expect.poll(() => change().innerText()).toMatch(/let\smine;/);
    await title('Apply').click();
    await preview().waitFor({ state: 'detached' });
    const text = await workbench.savedText(FILE);
    expect(text).toMatch(/^let mine;/);
    expect(text.match(/new CyclicalLR\(/g)).toHaveLength(1);
    await workbench.page.keyboard.press('Control+Z');
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(`let mine;\n${remembering}`);
    await workbench.page.keyboard.press('Control+Home');
    await workbench.runCommand('Delete Line');
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('a preview that a reload left open closes, since nothing could apply it', async () => {
    await chart.button('Preview').click();
    await title('Apply').waitFor();
    await workbench.reload();
    await chart.finished();
    await expect.poll(() => preview().count()).toBe(0);
  });
});

test('what a row of Where the bounds come from shows is what the lens says and the code gets', async () => {
  const FILE = 'start/remembering.js';
  await closeAll();
  await workbench.openFile(FILE);
  await workbench.runCommand(QUICK);
  await chart.finished();
  await chart.frame.getByRole('radio', { name: /Steepest/ }).check();
  const row = chart.frame.locator('.row').filter({ hasText: 'Steepest' });
  const [base, max] = (await row.locator('.rates').innerText()).split(' – ');
  await workbench.codeLens(`LR ${base}–${max} · insert`).waitFor();
  await chart.button('Insert CLR Schedule').click();
  await workbench.changed(FILE);
  const text = await workbench.savedText(FILE);
  expect(text).toContain(`BASE_LR = ${base};`);
  expect(text).toContain(`MAX_LR = ${max};`);
  await workbench.page.keyboard.press('Control+Z');
  await workbench.changed(FILE);
  expect(await workbench.savedText(FILE)).toBe(remembering);
});

describe('the chart in front', () => {
  const FILE = 'start/remembering.js';
  const charts = (): Locator => workbench.page.locator('.tab').filter({ hasText: 'LR: remembering.js' });

  test('stands for its script: the palette runs that again although no text is open', async () => {
    await closeAll();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    await workbench.focusEditor(FILE);
    await workbench.runCommand('View: Close Editor');
    await charts().click();
    expect(await workbench.page.locator('.editor-instance .monaco-editor[data-uri]').count()).toBe(0);
    await workbench.runCommand(QUICK);
    await expect.poll(() => charts().count()).toBe(2);
    // Closed, so that there is one chart to look at again; the run goes on and ends.
    await closeAll();
    await runsEnded();
  });
});

describe('Choose How the Script Starts…', () => {
  const FILE = 'start/remembering.js';
  const CHOOSE = 'LR Tuner: Choose How the Script Starts…';

  interface Seen {
    args: string[];
    SIZE: string;
    cwd: string;
    options: string[];
  }

  async function startedWith(): Promise<Seen> {
    await closeAll();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    return JSON.parse(workbench.workspace.read('start/seen.json')) as Seen;
  }

  test('by a configuration of launch.json: arguments, environment, folder and Node options', async () => {
    await closeAll();
    await workbench.openFile(FILE);
    await workbench.runCommand(CHOOSE);
    await question('How remembering.js is started');
    await workbench.screenshot('choose-start');
    await choose('How remembering.js is started', 'Train small');
    const seen = await startedWith();
    expect(seen).toMatchObject({ args: ['--data', 'two words'], SIZE: 'small' });
    expect(seen.cwd).toBe(workbench.workspace.folder);
    expect(seen.options).toContain('--stack-size=2000');
  });

  test('by a script of package.json, and still after a reload of the window', async () => {
    await workbench.runCommand(CHOOSE);
    await choose('How remembering.js is started', 'npm run train');
    await closeAll();
    await workbench.reload();
    const seen = await startedWith();
    expect(seen).toMatchObject({ args: ['--epochs', '5'], SIZE: 'large' });
    expect(seen.cwd).toBe(path.join(workbench.workspace.folder, 'start'));
    expect(seen.options).not.toContain('--stack-size=2000');
  });
});

test('a required argument that is missing is a question, and its answer runs the script', async () => {
  await closeAll();
  await workbench.openFile('demanding.js');
  await workbench.runCommand(QUICK);
  const asked = await question('Arguments of demanding.js');
  await expect.poll(() => asked.innerText()).toContain('usage: demanding.js --data <folder>');
  await workbench.screenshot('arguments-missing');
  await workbench.page.keyboard.type('--data "my digits"');
  await workbench.page.keyboard.press('Enter');
  // Until the second run has its chart, that of the first one is in front.
  await chart.problem.waitFor({ state: 'hidden' });
  await chart.finished();
  expect(JSON.parse(workbench.workspace.read('seen.json'))).toMatchObject({ args: ['--data', 'my digits'] });
});

describe('a script that trains several times', () => {
  const facts = (): Promise<string> => chart.frame.locator('body').innerText();

  test('with two optimizers: says which one the chart is of, and ramps the other on demand', async () => {
    await closeAll();
    await workbench.openFile('gan.js');
    await workbench.runCommand(QUICK);
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0004');
    await workbench.screenshot('several-trainings');
    expect(await facts()).toContain('The chart is of training 1');
    await expect.poll(() => workbench.codeLens(/· insert/).count()).toBe(1);
    await chart.button('Choose Another…').click();
    await question('Training to ramp');
    await workbench.screenshot('choose-training');
    await choose('Training to ramp', 'Training 2');
    // One chart at a time: the first one closes, the second is opened again.
    await closeAll();
    await workbench.openFile('gan.js');
    await workbench.runCommand('LR Tuner: Open LR Chart');
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0002');
    expect(await facts()).toContain('The chart is of training 2');
  });

  test('one after another: the second is ramped once it was chosen, and is remembered', async () => {
    await closeAll();
    await workbench.openFile('transfer.js');
    await workbench.runCommand('LR Tuner: Choose the Training to Ramp…');
    await choose('Training to ramp', 'Training 2');
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0001');
    await closeAll();
    await workbench.openFile('transfer.js');
    await workbench.runCommand(QUICK);
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0001');
    await chart.clickAt(0.01);
    await chart.button('Insert CLR Schedule').click();
    await workbench.changed('transfer.js');
    const text = await workbench.savedText('transfer.js');
    expect(text).toContain('tf.train.adam(0.01)');
    expect(text).not.toContain('tf.train.adam(0.0001)');
  });
});
