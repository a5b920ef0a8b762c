// The way through the product on a PyTorch script: from the lens to a schedule that runs under plain Python.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const python = process.env['LR_TUNER_TEST_PYTHON'];
const SCRIPT = 'train.py';
/** Saves its model at the end, which a range test must not. */
const script = `import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args()

torch.manual_seed(0)
x = torch.randn(2000, 20)
y = (x @ torch.randn(20, 5)).argmax(1)
loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)

for epoch in range(args.epochs):
    for batch, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch), labels)
        loss.backward()
        optimizer.step()

torch.save(model.state_dict(), "model.pt")
print("last rate", optimizer.param_groups[0]["lr"])
`;

describe.skipIf(python === undefined)('a PyTorch script', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const workspace = makeWorkspace();
    writeFileSync(path.join(workspace.folder, SCRIPT), script);
    // Of the machine's kind: what a user sets on another machine does not reach a remote one, a workspace's does.
    mkdirSync(path.join(workspace.folder, '.vscode'));
    const settings = JSON.stringify({ 'lrTuner.python.path': python });
    writeFileSync(path.join(workspace.folder, '.vscode/settings.json'), settings);
    workbench = await Workbench.open({ workspace });
    await workbench.openFile(SCRIPT);
  });
  afterAll(() => workbench?.close());

  test('has lenses above the loop that steps the optimizer and the line that names the rate', async () => {
    await expect.poll(() => workbench.codeLens('Find LR Bounds').count()).toBe(2);
  });

  test('is ramped with its own Python, and its model is not saved', async () => {
    const { chart } = workbench;
    await workbench.clickLens('Find LR Bounds', workbench.chartTab);
    await expect.poll(() => chart.points()).toBeGreaterThan(0);
    await chart.finished();
    const { baseLR, maxLR } = await chart.bounds();
    expect(baseLR).toBeGreaterThan(1e-4);
    expect(maxLR).toBeLessThan(10);
    expect(await chart.verdict.innerText()).toContain('Cycle between');
    expect(existsSync(path.join(workbench.workspace.folder, 'model.pt'))).toBe(false);
    await workbench.screenshot('python-dark');
  });

  test('gets a schedule that runs under plain Python, and one undo takes it back', async () => {
    await workbench.chart.button('Insert CLR Schedule').click();
    await workbench.changed(SCRIPT);
    const inserted = await workbench.savedText(SCRIPT);
    expect(inserted).toContain('torch.optim.lr_scheduler.CyclicLR(');
    expect(inserted).toContain('scheduler.step()');
    await workbench.screenshot('python-inserted');
    const output = execFileSync(python ?? '', [SCRIPT], {
      cwd: workbench.workspace.folder,
      encoding: 'utf8',
    });
    expect(output).not.toContain('last rate 0.001\n');

    await workbench.undo(SCRIPT);
    await workbench.changed(SCRIPT);
    expect(await workbench.savedText(SCRIPT)).toBe(script);
  });
});
