// However a run is ended, no training process is left behind.
import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { randomFrom, SEED, SOAKS } from '../faults/soak';
import { Workbench } from './harness/workbench';
import { descendants, makeWorkspace, trainingProcesses } from './harness/workspace';

const SCRIPT = 'mnist-mlp/train.js';
/** So many steps that no run ends by itself while a test looks. */
const settings = { 'lrTuner.rangeTest.steps': 100_000, 'lrTuner.rangeTest.maxSteps': 100_000 };

const LATEST_MS = 10_000;
const random = randomFrom(SEED);
let workbench: Workbench;

beforeAll(async () => {
  workbench = await Workbench.open({ workspace: makeWorkspace(), settings });
  await workbench.openFile(SCRIPT);
});
afterAll(() => workbench?.close());

beforeEach(async () => {
  await workbench.focusEditor(SCRIPT);
  await workbench.runCommand('LR Tuner: Find LR Bounds');
  await workbench.panel
    .locator('.status')
    .filter({ hasText: /^Training/ })
    .waitFor();
  await expect.poll(() => workbench.chart.points()).toBeGreaterThan(0);
  expect(trainingProcesses(workbench.workspace.folder)).not.toEqual([]);
});

/** `npm run soak` comes again and again, at another moment of the ramp each time. */
async function someMoment(): Promise<void> {
  if (SOAKS) await wait(LATEST_MS * random());
}

async function expectNoneLeft(): Promise<void> {
  await expect.poll(() => trainingProcesses(workbench.workspace.folder)).toEqual([]);
}

test('the training gives way to the editor', () => {
  for (const { pid } of trainingProcesses(workbench.workspace.folder)) {
    expect(os.getPriority(pid)).toBeGreaterThan(os.getPriority(workbench.editor.pid));
  }
});

test('Cancel ends the training, and what was measured stays', async () => {
  await workbench.chart.button('Cancel').click();
  await expectNoneLeft();
  await workbench.panel
    .locator('.status')
    .filter({ hasText: /^Cancelled/ })
    .waitFor();
  expect(await workbench.chart.points()).toBeGreaterThan(0);
});

test('a reload of the window ends the training', async () => {
  await someMoment();
  await workbench.reload();
  await expectNoneLeft();
  await workbench.openFile(SCRIPT);
});

test('a killed extension host takes the training with it', async () => {
  const host = descendants(workbench.editor.pid).find(({ command }) =>
    command.includes('--type=extensionHost'),
  );
  expect(host).toBeDefined();
  await someMoment();
  process.kill(host?.pid ?? 0, 'SIGKILL');
  await expectNoneLeft();
  await workbench.reload();
  await workbench.openFile(SCRIPT);
});

test('a killed VS Code takes the training with it', async () => {
  await someMoment();
  for (const { pid } of descendants(workbench.editor.pid).filter(({ command }) =>
    command.includes('code-server'),
  )) {
    process.kill(pid, 'SIGKILL');
  }
  await expectNoneLeft();
});
