// From one quick ramp to bounds that were tried: the answer, Confirm beside it, and what it came to in the code.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChartPage } from './harness/chartPage';
import { QUICK } from './harness/quickRamp';
import { Workbench, type Theme } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const SCRIPT = 'mnist-mlp/train.js';

let workbench: Workbench;
let chart: ChartPage;

beforeAll(async () => {
  workbench = await Workbench.open({ workspace: makeWorkspace() });
  chart = workbench.chart;
});
afterAll(() => workbench?.close());

const confirmation = () => chart.frame.getByRole('region', { name: 'Confirmation' });

test('Confirm trains at a few rates, short and long, and says what they came to', async () => {
  await workbench.openFile(SCRIPT);
  await workbench.runCommand(QUICK);
  await chart.finished();
  await chart.button('Confirm').click();
  await chart.button('Cancel').waitFor();
  await chart.finished();
  await expect.poll(() => confirmation().innerText(), { timeout: 20_000 }).toMatch(/400 iterations/);
  await chart.frame.getByText('Trained at one rate').waitFor();
  expect(await chart.button('Confirm').isVisible()).toBe(false);
  for (const theme of ['Dark Modern', 'Light Modern', 'Dark High Contrast'] satisfies Theme[]) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`confirmed-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('the bounds that stand are those of the sentence, and can be taken back and forth', async () => {
  const { baseLR, maxLR } = await chart.bounds();
  const said = await confirmation().innerText();
  expect(said).toContain(`cycle between ${baseLR} and ${maxLR}`);
  await chart.button('Take Back').click();
  await expect.poll(() => chart.bounds()).not.toEqual({ baseLR, maxLR });
  await chart.button('Use Confirmed').click();
  await expect.poll(() => chart.bounds()).toEqual({ baseLR, maxLR });
});

test('Insert writes them, and one command does all of it anew', async () => {
  const { baseLR, maxLR } = await chart.bounds();
  await chart.button('Insert CLR Schedule').click();
  await workbench.changed(SCRIPT);
  const inserted = await workbench.savedText(SCRIPT);
  expect(inserted).toContain(String(baseLR));
  expect(inserted).toContain(String(maxLR));
  await workbench.runCommand('LR Tuner: Find and Confirm LR Bounds');
  await chart.button('Cancel').waitFor();
  await chart.finished();
  await expect.poll(() => confirmation().innerText(), { timeout: 60_000 }).toMatch(/400 iterations/);
});
