// Small data, of which the validation data is drawn beside the training, in a run that a reload brings back.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChartPage } from './harness/chartPage';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const SCRIPT = 'small.js';
/** Three noisy clouds of points: so few that the model can learn them by heart. */
const smallScript = `const tf = require('@tensorflow/tfjs');

const points = Array.from({ length: 120 }, (_, i) => [
  Math.cos((i % 3) * 2.1) + Math.sin(i * 12.9),
  Math.sin((i % 3) * 2.1) + Math.cos(i * 7.3),
]);
const classes = points.map((_, i) => i % 3);

const model = tf.sequential();
model.add(tf.layers.dense({ units: 64, inputShape: [2], activation: 'relu' }));
model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
model.fit(tf.tensor2d(points), tf.oneHot(tf.tensor1d(classes, 'int32'), 3), {
  epochs: 40,
  batchSize: 8,
  validationSplit: 0.3,
});
`;
const settings = { 'lrTuner.rangeTest.validation': true, 'lrTuner.rangeTest.maxLR': 1 };

let workbench: Workbench;
let chart: ChartPage;

beforeAll(async () => {
  const workspace = makeWorkspace();
  writeFileSync(path.join(workspace.folder, SCRIPT), smallScript);
  mkdirSync(path.join(workspace.folder, '.vscode'));
  writeFileSync(path.join(workspace.folder, '.vscode/settings.json'), JSON.stringify(settings));
  workbench = await Workbench.open({ workspace });
  chart = workbench.chart;
});
afterAll(() => workbench?.close());

const validated = async (): Promise<string[]> => {
  const summary = chart.frame.getByText(/^Points as a table/);
  if (!(await chart.frame.locator('tbody tr').first().isVisible())) await summary.click();
  const cells = await chart.frame.locator('tbody td:nth-child(6)').allTextContents();
  return cells.filter((text) => text !== '');
};

test('validation data is drawn where the setting asks for it, 25 times a ramp', async () => {
  await workbench.openFile(SCRIPT);
  await workbench.runCommand('LR Tuner: Find LR Bounds');
  await chart.finished();
  expect(await chart.frame.locator('.legend .validation').isVisible()).toBe(true);
  const ramps = Number(/(\d+) ramps/.exec(await chart.status.innerText())?.[1]);
  expect(await validated()).toHaveLength(25 * ramps);
  await workbench.screenshot('validation');
});

test('a reload of the window brings it back', async () => {
  const before = await validated();
  await workbench.reload();
  await expect.poll(() => chart.points()).toBeGreaterThan(0);
  expect(await chart.frame.locator('.legend .validation').isVisible()).toBe(true);
  expect(await validated()).toEqual(before);
});
