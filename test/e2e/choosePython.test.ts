// A Python is chosen from the list, and from the button of a run that failed for want of PyTorch.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const python = process.env['LR_TUNER_TEST_PYTHON'] ?? '';
const SCRIPT = 'train.py';
const script = `import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(640, 4)
y = (x[:, 0] > 0).long()
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(40):
    for batch, labels in zip(x.split(32), y.split(32)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(batch), labels).backward()
        optimizer.step()
`;

/** An environment; with the packages of the test's own Python where it is to have PyTorch. */
function makeEnvironment(folder: string, hasTorch: boolean): void {
  execFileSync(python, ['-m', 'venv', '--without-pip', folder]);
  if (!hasTorch) return;
  const packages = (interpreter: string): string =>
    execFileSync(interpreter, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim();
  writeFileSync(path.join(packages(path.join(folder, 'bin/python')), 'torch.pth'), packages(python));
}

describe.skipIf(python === '')('the Python of a folder', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const workspace = makeWorkspace();
    writeFileSync(path.join(workspace.folder, SCRIPT), script);
    makeEnvironment(path.join(workspace.folder, '.venv'), false);
    makeEnvironment(path.join(workspace.folder, 'venv'), true);
    workbench = await Workbench.open({ workspace });
    await workbench.openFile(SCRIPT);
  });
  afterAll(() => workbench?.close());

  /** All have answered: each that does moves those below it. */
  const listed = () =>
    workbench.page
      .locator('.quick-input-widget .monaco-progress-container.active')
      .waitFor({ state: 'detached' });
  const entry = (name: string) =>
    workbench.page.getByRole('option').filter({ hasText: path.join(name, 'bin/python') });

  test('is picked from a list that says what each has', async () => {
    await workbench.runCommand('LR Tuner: Choose the Python for This Folder…');
    const without = entry('.venv');
    await without.waitFor();
    await listed();
    expect(await without.innerText()).toContain('no PyTorch');
    await without.click();
    await without.waitFor({ state: 'detached' });
    await workbench.clickLens('Find LR Bounds', workbench.chartTab);
    await workbench.panel.getByText(/^The script needs torch/).waitFor();
  });

  test('is picked anew from the button of the run that failed', async () => {
    await workbench.panel.getByRole('button', { name: 'Choose Python…' }).click();
    const withTorch = entry('venv').filter({ hasText: 'has PyTorch' });
    await withTorch.waitFor();
    await listed();
    await withTorch.click();
    // In place of the failed one, not in a third column.
    await expect.poll(() => workbench.chart.points()).toBeGreaterThan(0);
    expect(await workbench.page.locator('.editor-group-container').count()).toBe(2);
  });
});
