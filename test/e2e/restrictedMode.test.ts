// In a folder that the user does not trust nothing runs; everything that only shows still works.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workbench } from './harness/workbench';
import { makeWorkspace, trainingProcesses } from './harness/workspace';

const SCRIPT = 'mnist-mlp/train.js';
const COMMAND = 'LR Tuner: Find LR Bounds';

let workbench: Workbench;

beforeAll(async () => {
  const settings = { 'security.workspace.trust.startupPrompt': 'never' };
  workbench = await Workbench.open({ workspace: makeWorkspace(), trust: false, settings });
  await workbench.openFile(SCRIPT);
});
afterAll(() => workbench?.close());

test('the lens stays and says why it does not run', async () => {
  await workbench.page.getByRole('button', { name: /Restricted Mode/ }).waitFor();
  await workbench.codeLens('Find LR Bounds').first().click();
  await workbench.page.getByText('needs a trusted workspace').first().waitFor();
  expect(trainingProcesses(workbench.workspace.folder)).toEqual([]);
});

test('the palette offers what shows, not what runs', async () => {
  expect(await workbench.quickInput.offersCommand('LR Tuner: Open LR Chart')).toBe(true);
  await workbench.page.keyboard.press('Escape');
  expect(await workbench.quickInput.offersCommand(COMMAND, 1)).toBe(false);
});

test('once the folder is trusted, the command is there without a reload', async () => {
  await workbench.runCommand('Workspaces: Manage Workspace Trust');
  await workbench.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await workbench.page.getByRole('button', { name: /Restricted Mode/ }).waitFor({ state: 'hidden' });
  expect(await workbench.quickInput.offersCommand(COMMAND)).toBe(true);
});
