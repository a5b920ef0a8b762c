// What could be lost between editors and windows: a script whose editor was closed, and a folder that is open twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QUICK, remembering, settings } from './harness/quickRamp';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const SCRIPT = 'small/train.js';

let workbench: Workbench;
let original: string;

beforeAll(async () => {
  const workspace = makeWorkspace();
  workspace.write(SCRIPT, remembering);
  workbench = await Workbench.open({ workspace, settings });
  original = workbench.workspace.read(SCRIPT);
});
afterAll(() => workbench?.close());

const runsIn = async (window: Workbench) => {
  await window.runCommand('View: Show LR Tuner');
  return window.page.getByRole('treeitem', { name: /train\.js/ });
};

test('Insert into a script whose editor was closed opens it again, and one undo takes it back', async () => {
  await workbench.openFile(SCRIPT);
  await workbench.runCommand(QUICK);
  await workbench.chart.finished();
  await workbench.focusEditor(SCRIPT);
  await workbench.runCommand('View: Close Editor');
  await expect.poll(() => workbench.textEditor(SCRIPT).count()).toBe(0);

  await workbench.chart.button('Insert CLR Schedule').click();
  await workbench.changed(SCRIPT);
  expect(workbench.workspace.read(SCRIPT)).toBe(original);
  expect(await workbench.savedText(SCRIPT)).not.toBe(original);
  await workbench.undo(SCRIPT);
  await workbench.changed(SCRIPT);
  expect(await workbench.savedText(SCRIPT)).toBe(original);
});

test('two windows on one folder measure the same script, and neither loses a run', async () => {
  const other = await workbench.anotherWindow();
  const runs = await runsIn(other);
  await expect.poll(() => runs.count()).toBe(1);

  await other.openFile(SCRIPT);
  await workbench.openFile(SCRIPT);
  await Promise.all([workbench.runCommand(QUICK), other.runCommand(QUICK)]);
  await Promise.all([workbench.chart.finished(), other.chart.finished()]);

  for (const window of [workbench, other]) {
    await window.reload();
    const kept = await runsIn(window);
    await expect.poll(() => kept.count()).toBe(3);
  }
  expect(workbench.workspace.read(SCRIPT)).toBe(original);
});
