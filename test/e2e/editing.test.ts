// What the editor asks before it writes into a script, what it shows first, and what it then writes.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bounds, ChartPage } from './harness/chartPage';
import { data, model, QUICK, remembering, settings } from './harness/quickRamp';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const recorder = path.resolve(import.meta.dirname, '../processes/script/javascript/recordRates.cjs');

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

const elsewhere = `const tf = require('@tensorflow/tfjs');
const { learningRate } = require('./rates');

${data}
${model}
model.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });
model.fit(x, y, { batchSize: 32, epochs: 4 });
`;

let workbench: Workbench;
let chart: ChartPage;

beforeAll(async () => {
  const workspace = makeWorkspace();
  const { write } = workspace;
  write('own.js', ownSchedule);
  write('start/remembering.js', remembering);
  write('elsewhere.js', elsewhere);
  write('rates.js', 'exports.learningRate = 0.01;\n');
  workbench = await Workbench.open({ workspace, settings });
  chart = workbench.chart;
});
afterAll(() => workbench?.close());

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
    await chart.enter('Half a cycle, iterations', '10');
    await chart.button('Insert CLR Schedule').click();
    const asked = await workbench.quickInput.question('already has a schedule of its own');
    await expect.poll(() => asked.innerText()).toContain(`Line 11: ${own}`);
    await workbench.screenshot('own-schedule');
    await workbench.quickInput.choose('already has a schedule', 'Take It Out');
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
    await workbench.undo(FILE);
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(ownSchedule);
  });

  test('nothing happens where the question is left', async () => {
    await chart.button('Insert CLR Schedule').click();
    await workbench.quickInput.question('already has a schedule');
    await workbench.page.keyboard.press('Escape');
    await expect.poll(() => workbench.page.locator('.quick-input-title:visible').count()).toBe(0);
    expect(workbench.workspace.read(FILE)).toBe(ownSchedule);
  });

  test('Keep Both keeps both, and warns', async () => {
    await chart.button('Insert CLR Schedule').click();
    await workbench.quickInput.choose('already has a schedule', 'Keep Both');
    await workbench.changed(FILE);
    await workbench.page.getByText('Line 11 also sets the learning rate').first().waitFor();
    const text = await workbench.savedText(FILE);
    expect(text).toContain(own);
    expect(text).toContain('new CyclicalLR(');
  });
});

test('a rate that is written in another file: that file is offered', async () => {
  await workbench.closeEditors();
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

  /** In front, since only the group that has the focus shows buttons in its title, and the chart may take it back late. */
  const showPreview = async (): Promise<void> => {
    await chart.button('Preview').click();
    await expect.poll(() => change().innerText()).toContain('CyclicalLR');
    await preview().click();
  };

  test('shows a diff that Discard closes, and nothing is written', async () => {
    await workbench.closeEditors();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    await showPreview();
    await workbench.screenshot('preview-dark');
    await workbench.setTheme('Light Modern');
    await workbench.screenshot('preview-light');
    await workbench.setTheme('Dark Modern');
    await title('Discard').waitFor();
    await expect.poll(() => title('Find LR Bounds').count()).toBe(0);
    await title('Discard').click();
    await preview().waitFor({ state: 'detached' });
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('Apply writes all of it at once, closes the diff, and one undo takes it back', async () => {
    await showPreview();
    await title('Apply').click();
    await preview().waitFor({ state: 'detached' });
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toContain('new CyclicalLR(');
    await workbench.undo(FILE);
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('Apply writes nothing into a script that was edited meanwhile, and shows the change anew', async () => {
    await showPreview();
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
    await workbench.undo(FILE);
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(`let mine;\n${remembering}`);
    await workbench.page.keyboard.press('Control+Home');
    await workbench.runCommand('Delete Line');
    await workbench.changed(FILE);
    expect(await workbench.savedText(FILE)).toBe(remembering);
  });

  test('a preview that a reload left open closes, since nothing could apply it', async () => {
    await showPreview();
    await title('Apply').waitFor();
    await workbench.reload();
    await chart.finished();
    await expect.poll(() => preview().count()).toBe(0);
  });
});

test('what a row of Where the bounds come from shows is what the lens says and the code gets', async () => {
  const FILE = 'start/remembering.js';
  await workbench.closeEditors();
  await workbench.openFile(FILE);
  await workbench.runCommand(QUICK);
  await chart.finished();
  await chart.frame.getByText('Other readings of the curve').click();
  await chart.frame.getByRole('radio', { name: /Steepest/ }).check();
  const row = chart.frame.locator('.row').filter({ hasText: 'Steepest' });
  const [base, max] = (await row.locator('.rates').innerText()).split(' – ');
  await workbench.codeLens(`LR ${base}–${max} · insert`).first().waitFor();
  await chart.button('Insert CLR Schedule').click();
  await workbench.changed(FILE);
  const text = await workbench.savedText(FILE);
  expect(text).toContain(`BASE_LR = ${base};`);
  expect(text).toContain(`MAX_LR = ${max};`);
  await workbench.undo(FILE);
  await workbench.changed(FILE);
  expect(await workbench.savedText(FILE)).toBe(remembering);
});

test('the keyboard alone leads from the palette to bounds of one’s own in the code', async () => {
  const FILE = 'start/remembering.js';
  const { keyboard } = workbench.page;
  await workbench.closeEditors();
  await workbench.quickInput.openFile(FILE, 'Enter');
  await workbench.textEditor(FILE).waitFor();
  await workbench.quickInput.runCommand(QUICK, 'Enter');
  await chart.finished();

  // The group of editors in which the chart is.
  await keyboard.press('Control+2');
  await tabTo(chart.frame.getByRole('slider', { name: 'Max learning rate' }));
  const { maxLR } = await chart.bounds();
  for (let press = 0; press < 5; press += 1) await keyboard.press('ArrowLeft');
  await expect.poll(async () => (await chart.bounds()).maxLR).toBeLessThan(maxLR);
  const chosen = await chart.bounds();
  await tabTo(chart.button('Insert CLR Schedule'));
  await keyboard.press('Enter');
  await workbench.changed(FILE);
  // The group of the script.
  await keyboard.press('Control+1');
  await workbench.page.locator(`.monaco-editor.focused[data-uri$="/${FILE}"]`).waitFor();
  expect(await workbench.saved(FILE)).toContain(`MAX_LR = ${chosen.maxLR};`);
  await keyboard.press('Control+Z');
  await workbench.changed(FILE);
  expect(await workbench.saved(FILE)).toBe(remembering);
});

/** As a person does who cannot use a mouse. */
async function tabTo(target: Locator): Promise<void> {
  // VS Code's controls hold theirs in a tree of their own.
  const hasFocus = () => target.evaluate((element) => element.matches(':focus'));
  for (let press = 0; press < 40 && !(await hasFocus()); press += 1)
    await workbench.page.keyboard.press('Tab');
  expect(await hasFocus()).toBe(true);
}
