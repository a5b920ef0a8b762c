// One person's way through the product, on the example that needs no native TensorFlow: from the script as it is
// to learning rates that cycle in it. The tests build on each other and share one VS Code.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bounds, ChartPage } from './harness/chartPage';
import { Workbench, type Theme } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const SCRIPT = 'mnist-mlp/train.js';
const BROKEN = 'broken.js';
const brokenScript = `const tf = require('@tensorflow/tfjs');

const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 1 })] });
throw new Error('no digits in ./data');
model.fit();
`;
/** Set by hand, so that two whole cycles are over in seconds. */
const STEP_SIZE = 40;
const TWO_CYCLES = 4 * STEP_SIZE;
const fixtures = path.resolve(import.meta.dirname, 'fixtures');
const project = path.resolve(import.meta.dirname, '../..');
/** As another tool would have recorded it. */
const CURVE = 'recorded.csv';

let workbench: Workbench;
let chart: ChartPage;
let original: string;

beforeAll(async () => {
  const workspace = makeWorkspace();
  writeFileSync(path.join(workspace.folder, BROKEN), brokenScript);
  writeFileSync(path.join(workspace.folder, CURVE), recordedCurve());
  workbench = await Workbench.open({ workspace, extensions: [path.join(fixtures, 'csp-control')] });
  chart = workbench.chart;
  original = workspace.read(SCRIPT);
});
afterAll(() => workbench?.close());

/** Half a pixel of the mouse to either side, and the rounding of the rate that is kept. */
async function expectRate(actual: number, wanted: number): Promise<void> {
  const tolerance = 2 * (await chart.decadesPerPixel()) + 0.005;
  expect(Math.abs(Math.log10(actual / wanted))).toBeLessThan(tolerance);
}

test('a lens stands above the line that names the rate and the line that trains', async () => {
  await workbench.openFile(SCRIPT);
  await expect.poll(() => workbench.codeLens('Find LR Bounds').count()).toBe(2);
});

test('Find LR Bounds from the palette draws the curve while the script trains', async () => {
  await workbench.runCommand('LR Tuner: Find LR Bounds');
  await expect.poll(() => chart.points()).toBeGreaterThan(0);
  const early = await chart.points();
  await expect.poll(() => chart.points()).toBeGreaterThan(early);
  expect(await chart.button('Cancel').isVisible()).toBe(true);
  await workbench.screenshot('running');
});

test('bounds are suggested, with a sentence that says how far to trust them', async () => {
  await chart.finished();
  const { baseLR, maxLR } = await chart.bounds();
  // Plain SGD on this model learns from about 0.01 on and diverges past about 1.
  expect(baseLR).toBeGreaterThan(0.01);
  expect(maxLR).toBeGreaterThan(2 * baseLR);
  expect(maxLR).toBeLessThan(2);
  expect(await chart.verdict.innerText()).not.toBe('');
  await workbench.screenshot('done');
});

test('a click on the chart sets the nearer bound, a drag moves it, and the other one stays', async () => {
  const suggested = await chart.bounds();
  const clicked = suggested.maxLR * 1.5;
  await chart.clickAt(clicked);
  await expect.poll(async () => (await chart.bounds()).maxLR).not.toBe(suggested.maxLR);
  const afterClick = await chart.bounds();
  await expectRate(afterClick.maxLR, clicked);
  expect(afterClick.baseLR).toBe(suggested.baseLR);

  await chart.drag(afterClick.baseLR, suggested.baseLR / 4);
  await expect.poll(async () => (await chart.bounds()).baseLR).not.toBe(suggested.baseLR);
  const afterDrag = await chart.bounds();
  await expectRate(afterDrag.baseLR, suggested.baseLR / 4);
  expect(afterDrag.maxLR).toBe(afterClick.maxLR);
});

/** The fields, the handles, the lens and the list of runs all say these bounds, and so does the code that holds them. */
async function expectAgreement({ baseLR, maxLR }: Bounds, code: 'without' | 'with'): Promise<void> {
  const bounds = `${baseLR}–${maxLR}`;
  await expect.poll(() => chart.bounds()).toEqual({ baseLR, maxLR });
  expect(await chart.flags()).toEqual([`base ${baseLR}`, `max ${maxLR}`]);
  const offer = workbench.codeLens(code === 'with' ? /· insert/ : `LR ${bounds} · insert`).first();
  await offer.waitFor({ state: code === 'with' ? 'hidden' : 'visible' });
  const holds = chart.frame.getByText('The code already holds these bounds.');
  await holds.waitFor({ state: code === 'with' ? 'visible' : 'hidden' });
  await workbench.page
    .getByRole('treeitem')
    .filter({ hasText: 'train.js' })
    .filter({ hasText: bounds })
    .first()
    .waitFor();
}

test('panel, lens and list of runs say the same bounds, however they were set', async () => {
  await workbench.page.getByRole('tab', { name: 'LR Tuner' }).click();
  const dragged = await chart.bounds();
  await expectAgreement(dragged, 'without');

  await chart.frame.getByText('Other readings of the curve').click();
  await chart.row(/^Maximum ÷ 3/).check();
  await expect.poll(() => chart.bounds()).not.toEqual(dragged);
  const ofRow = await chart.bounds();
  await expectAgreement(ofRow, 'without');

  await chart.enter('Max LR', '0.3125');
  await expectAgreement({ ...ofRow, maxLR: 0.3125 }, 'without');
});

test('Insert writes the schedule, and one undo restores the script byte for byte', async () => {
  await chart.button('Insert CLR Schedule').click();
  await workbench.changed(SCRIPT);
  const inserted = await workbench.savedText(SCRIPT);
  expect(inserted).not.toBe(original);
  await workbench.screenshot('inserted');

  await workbench.undo(SCRIPT);
  await workbench.changed(SCRIPT);
  expect(await workbench.savedText(SCRIPT)).toBe(original);
});

test('the lens inserts too, and the script’s rate then really cycles under plain Node.js', async () => {
  const bounds = await chart.bounds();
  await chart.enter('Half a cycle, iterations', String(STEP_SIZE));
  await workbench.clickLens(/· insert/, workbench.dirtyTab(SCRIPT));
  await workbench.changed(SCRIPT);
  await workbench.savedText(SCRIPT);
  await workbench
    .codeLens(/· insert/)
    .first()
    .waitFor({ state: 'hidden' });

  await expectAgreement(bounds, 'with');

  const rates = ratesUsedBy(path.join(workbench.workspace.folder, SCRIPT));
  expect(rates).toHaveLength(TWO_CYCLES);
  rates.forEach((rate, step) => expect(rate).toBeCloseTo(triangular(bounds, STEP_SIZE, step), 6));
});

/** Runs a script as its author would, for two cycles, with a recorder that knows nothing of the extension. */
function ratesUsedBy(script: string): number[] {
  const file = path.join(path.dirname(script), 'rates.json');
  const recorder = path.join(fixtures, 'record-rates.cjs');
  execFileSync(process.execPath, ['--require', recorder, path.basename(script)], {
    cwd: path.dirname(script),
    env: { ...process.env, RATES_FILE: file, RATES_WANTED: String(TWO_CYCLES) },
  });
  return JSON.parse(readFileSync(file, 'utf8')) as number[];
}

/** Smith 2017, section 3.1: up in `stepSize` iterations, down in as many. */
function triangular({ baseLR, maxLR }: Bounds, stepSize: number, step: number): number {
  const cycle = Math.floor(1 + step / (2 * stepSize));
  const x = Math.abs(step / stepSize - 2 * cycle + 1);
  return baseLR + (maxLR - baseLR) * Math.max(0, 1 - x);
}

test('the panel follows the theme while it is open', async () => {
  const themes: Theme[] = ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern'];
  const bounds = await chart.bounds();
  for (const theme of themes) {
    await workbench.setTheme(theme);
    await expectAgreement(bounds, 'with');
    await chart.frame.getByRole('heading').first().scrollIntoViewIfNeeded();
    await workbench.screenshot(theme.toLowerCase().replaceAll(' ', '-'));
  }
});

test('a reload of the window brings back the chart, the bounds and the list of runs', async () => {
  const before = { bounds: await chart.bounds(), points: await chart.points() };
  await workbench.reload();
  await expect.poll(() => chart.points()).toBe(before.points);
  // The view that was open comes back open.
  await expectAgreement(before.bounds, 'with');
  await workbench.screenshot('reloaded');
});

function recordedCurve(): string {
  const file = path.join(project, 'test/fixtures/curves/mn-mlp-sgd-64.json');
  const { ramps } = JSON.parse(readFileSync(file, 'utf8')) as { ramps: RecordedRamp[] };
  const { lo, hi, n, loss, acc } = ramps.find((ramp) => ramp.n === 400) as RecordedRamp;
  const rows = loss.map((value, i) => `${lo * (hi / lo) ** (i / (n - 1))},${value},${acc[i]}`);
  return ['lr,loss,accuracy', ...rows].join('\n');
}

interface RecordedRamp {
  lo: number;
  hi: number;
  n: number;
  loss: number[];
  acc: number[];
}

test('Analyze Curve File… draws what another tool recorded and answers as the terminal does', async () => {
  const file = path.join(workbench.workspace.folder, CURVE);
  await workbench.runCommand('View: Close All Editors');
  await workbench.runCommand('LR Tuner: Analyze Curve File…');
  await workbench.quickInput.chooseFile(file);
  await expect.poll(() => chart.points()).toBeGreaterThan(100);
  const shown = await chart.bounds();
  await workbench.screenshot('analyzed');

  const said = execFileSync(process.execPath, [path.join(project, 'dist/cli.js'), 'analyze', file, '--json']);
  const { bounds } = JSON.parse(said.toString()) as { bounds: Bounds };
  for (const bound of ['baseLR', 'maxLR'] as const) {
    expect(shown[bound]).toBe(Number(bounds[bound].toPrecision(2)));
  }
});

test('a script that throws says what and where, and the place is one click away', async () => {
  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile(BROKEN);
  await workbench.runCommand('LR Tuner: Find LR Bounds');
  await chart.problem.waitFor();
  expect(await chart.problem.innerText()).toContain('no digits in ./data');
  await workbench.screenshot('problem');
  await chart.problem.getByRole('link', { name: 'broken.js, line 4' }).click();
  await workbench.page.getByRole('button', { name: /^Ln 4, Col/ }).waitFor();
});

test('no page broke its content policy, and the watcher would have seen it', async () => {
  expect(workbench.violations).toEqual([]);
  await workbench.runCommand('CSP Control: Open a Page That Breaks Its Policy');
  // An inline style, a style attribute, an inline script and an image.
  await expect.poll(() => workbench.violations.length).toBeGreaterThanOrEqual(4);
});
