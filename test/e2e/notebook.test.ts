// A notebook, in the notebook editor that VS Code brings along: no extension for Jupyter is there.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settings } from './harness/quickRamp';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const python = process.env['LR_TUNER_TEST_PYTHON'];
const NOTEBOOK = 'digits.ipynb';
const CELLS = [
  '%matplotlib inline\nimport torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader, TensorDataset',
  'x = torch.randn(2000, 20)\ny = (x @ torch.randn(20, 5)).argmax(1)\nloader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)',
  'model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 5))\noptimizer = torch.optim.Adam(model.parameters(), lr=0.001)',
  'for epoch in range(9):\n    for batch, labels in loader:\n        optimizer.zero_grad()\n        loss = nn.functional.cross_entropy(model(batch), labels)\n        loss.backward()\n        optimizer.step()',
  'torch.save(model.state_dict(), "model.pt")',
];
const BROKEN = ['import torch', 'def load():\n    raise ValueError("no digits")\nload()'];

function notebook(cells: readonly string[]): string {
  const code = cells.map((source, index) => ({
    cell_type: 'code',
    id: `cell${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  const title = { cell_type: 'markdown', id: 'title', metadata: {}, source: ['# Digits'] };
  const metadata = { language_info: { name: 'python' } };
  return JSON.stringify({ cells: [title, ...code], metadata, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

function cellsOf(text: string): string[] {
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string[] | string }[] };
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => (Array.isArray(source) ? source.join('') : source));
}

describe.skipIf(python === undefined)('a notebook', () => {
  let workbench: Workbench;

  beforeAll(async () => {
    const workspace = makeWorkspace();
    workspace.write(NOTEBOOK, notebook(CELLS));
    workspace.write('broken.ipynb', notebook(BROKEN));
    workspace.write('.vscode/settings.json', JSON.stringify({ 'lrTuner.python.path': python, ...settings }));
    workbench = await Workbench.open({ workspace });
    await workbench.openNotebook(NOTEBOOK);
  });
  afterAll(() => workbench?.close());

  test('has lenses in the cells that train and that name the rate', async () => {
    await expect.poll(() => workbench.codeLens('Find LR Bounds').count()).toBe(2);
    await workbench.screenshot('notebook-lenses');
  });

  test('is ramped in a process of its own, and its later cells do not run', async () => {
    const { chart } = workbench;
    await workbench.clickLens('Find LR Bounds', workbench.chartTab);
    await chart.finished();
    expect(await chart.verdict.innerText()).toContain('Cycle between');
    expect(existsSync(path.join(workbench.workspace.folder, 'model.pt'))).toBe(false);
    await workbench.screenshot('notebook-chart');
  });

  test('gets its schedule in its own cells, and one undo takes it back', async () => {
    await workbench.chart.button('Insert CLR Schedule').click();
    const inserted = await workbench.savedNotebook(NOTEBOOK);
    const cells = cellsOf(inserted);
    expect(cells).toHaveLength(CELLS.length);
    expect(cells[2]).toContain('scheduler = torch.optim.lr_scheduler.CyclicLR(');
    expect(cells[3]).toMatch(/optimizer\.step\(\)\n {8}scheduler\.step\(\)$/);
    expect([cells[1], cells[4]]).toEqual([CELLS[1], CELLS[4]]);
    await workbench.screenshot('notebook-inserted');
    await workbench.page.keyboard.press('Control+Z');
    expect(cellsOf(await workbench.savedNotebook(NOTEBOOK))).toEqual(CELLS);
  });

  test('says in which cell it failed, and goes there', async () => {
    await workbench.closeEditors();
    await workbench.openNotebook('broken.ipynb');
    await workbench.runCommand('LR Tuner: Find LR Bounds');
    const place = workbench.chart.problem.getByRole('link');
    expect(await place.innerText()).toBe('broken.ipynb, cell 3, line 2');
    await workbench.screenshot('notebook-failed');
    await place.click();
    await workbench.notebook.locator('.monaco-list-row.focused').getByText('no digits').waitFor();
  });
});
