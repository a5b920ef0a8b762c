// From an unmodified script to a comparison in the side view, and on after a reload.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './harness/workbench';
import { makeWorkspace, trainingProcesses } from './harness/workspace';

const SCRIPT = 'mnist-mlp/train.js';
/** Quick rather than trustworthy: the tests are about the way through, not about the answer. */
const settings = {
  'lrTuner.rangeTest.steps': 200,
  'lrTuner.rangeTest.maxSteps': 200,
  'lrTuner.rangeTest.seeds': 1,
  'lrTuner.comparison.seeds': 1,
};

let workbench: Workbench;
let original: string;

beforeAll(async () => {
  const workspace = makeWorkspace();
  original = workspace.read(SCRIPT);
  workbench = await Workbench.open({ workspace, settings });
  await workbench.openFile(SCRIPT);
});
afterAll(() => workbench?.close());

function side(): FrameLocator {
  return workbench.page
    .frameLocator('iframe.webview.ready[src*="purpose=webviewView"]')
    .frameLocator('#active-frame');
}

async function answerQuickPick(title: RegExp): Promise<void> {
  await workbench.page.locator('.quick-input-title').filter({ hasText: title }).waitFor({ timeout: 120_000 });
  await workbench.page.keyboard.press('Enter');
}

test('Compare CLR with Fixed LR finds bounds first, then trains each arm and says what it is worth', async () => {
  await workbench.runCommand('LR Tuner: Compare CLR with Fixed LR');
  await answerQuickPick(/which policies/);
  await side().getByRole('button', { name: 'Cancel' }).waitFor();
  await workbench.screenshot('comparison-running');
  const status = side().getByRole('status').first();
  await expect.poll(() => status.innerText(), { timeout: 200_000 }).toMatch(/^Done: 6 trainings/);
  const table = await side().getByRole('table').first().innerText();
  for (const arm of ['own rate', 'fixed', 'triangular', 'one-cycle']) expect(table).toContain(arm);
  await side().getByText('one seed each cannot tell a gain from chance').first().waitFor();
  await workbench.screenshot('comparison');
});

test('the comparison stands in a tab of its own, its verdict first, and its best is one click from the script', async () => {
  const tab = workbench.panel;
  await tab.getByRole('heading', { name: /was best: .* % (training|validation) accuracy; / }).waitFor();
  await tab.getByRole('button', { name: /^Use / }).click();
  await workbench.changed(SCRIPT);
  await workbench.screenshot('comparison-used');
  await workbench.undo(SCRIPT);
  expect(await workbench.savedText(SCRIPT)).toBe(original);
});

test('opened again from the chart, it takes the place of the chart and is no narrow third column', async () => {
  const { page } = workbench;
  const tab = (name: RegExp): Locator => page.locator('.tab').filter({ hasText: name });
  await tab(/^Comparison /).click();
  await workbench.runCommand('View: Close Editor');
  await tab(/^LR /).click();
  await side().getByRole('button', { name: 'Open in Editor' }).click();
  await tab(/^Comparison /).waitFor();
  expect(await page.locator('.editor-group-container').count()).toBe(2);
  await workbench.focusEditor(SCRIPT);
});

test('Train with CLR asks for the policy and for saving, and draws the training', async () => {
  await workbench.openFile(SCRIPT);
  await workbench.runCommand('LR Tuner: Train with CLR');
  await answerQuickPick(/which policy/);
  await answerQuickPick(/May the script save/);
  const status = side().getByRole('status').first();
  await expect.poll(() => status.innerText(), { timeout: 200_000 }).toMatch(/^Done: 1 training/);
  await workbench.screenshot('training');
});

test('a reload of the window brings the training back', async () => {
  await workbench.reload();
  await workbench.runCommand('View: Show LR Tuner');
  const status = side().getByRole('status').first();
  await expect.poll(() => status.innerText()).toMatch(/^Done: 1 training/);
});

/** Its first three processes train at once; later ones wait for a file, so that no reload comes too late. */
const SMALL_SCRIPT = `const { existsSync, readdirSync, writeFileSync } = require('node:fs');
const tf = require('@tensorflow/tfjs');

writeFileSync(\`started-\${process.pid}\`, '');
const waits = readdirSync('.').filter((name) => name.startsWith('started')).length > 3;
// A squared error is sure to diverge, so the range test is sure of a maximum.
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });

const x = tf.randomNormal([640, 4], 0, 1, 'float32', 7);
const y = x.sum(1, true).add(tf.randomNormal([640, 1], 0, 0.1, 'float32', 8));

(async () => {
  while (waits && !existsSync('go-on')) await new Promise((resolve) => setTimeout(resolve, 100));
  await model.fit(x, y, { batchSize: 32, epochs: 20 });
})();
`;

test('a comparison that a reload cut short is stopped, and goes on with what is missing', async () => {
  const { folder } = workbench.workspace;
  mkdirSync(path.join(folder, 'small'), { recursive: true });
  writeFileSync(path.join(folder, 'small/small.js'), SMALL_SCRIPT);
  await workbench.openFile('small/small.js');
  await workbench.runCommand('LR Tuner: Compare CLR with Fixed LR');
  await answerQuickPick(/which policies/);
  const status = side().getByRole('status').first();
  await expect.poll(() => status.innerText(), { timeout: 100_000 }).toMatch(/[1-4] of 6 done/);

  await workbench.reload();
  await expect.poll(() => trainingProcesses(folder)).toEqual([]);
  writeFileSync(path.join(folder, 'small/go-on'), '');
  await workbench.runCommand('View: Show LR Tuner');
  await expect.poll(() => status.innerText()).toMatch(/^Stopped. \d finished trainings? kept/);
  await side().getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => status.innerText(), { timeout: 100_000 }).toMatch(/^Done: 6 trainings/);
});

test('no page broke its content policy', () => {
  expect(workbench.violations).toEqual([]);
});
