import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { extension, openScript } from '../training';

interface Answer {
  bounds: { baseLR: number; maxLR: number };
  arms: { name: string; perSeed: unknown[] }[];
  sentence: string;
  metric: string;
}

async function ask(tool: string, input: object): Promise<Answer> {
  const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value) as Answer;
}

describe('the tools for chat agents', () => {
  let script: string;

  before(async () => {
    await extension().activate();
    script = (await openScript('tools.js')).fileName;
  });

  it('find bounds, with the JSON of the terminal', async () => {
    const { bounds } = await ask('find_lr_bounds', { script, quick: true });
    assert.ok(bounds.baseLR > 0 && bounds.baseLR < bounds.maxLR);
  });

  it('compare rates between given bounds', async () => {
    const input = { script, baseLR: 0.05, maxLR: 0.2, policies: ['triangular'], seeds: 1 };
    const { arms, sentence } = await ask('compare_lr', input);
    assert.deepEqual(
      arms.map(({ name, perSeed }) => [name, perSeed.length]),
      [
        ['own rate', 1],
        ['fixed 0.05', 1],
        ['fixed 0.1', 1],
        ['fixed 0.2', 1],
        ['triangular', 1],
      ],
    );
    assert.match(sentence, /one seed each cannot tell a gain from chance/);
  });

  it('refuse what makes no sense, in words for the agent', async () => {
    await assert.rejects(ask('find_lr_bounds', { script: '/etc/passwd' }), /outside of the workspace/);
    await assert.rejects(ask('compare_lr', { script, baseLR: 0.2, maxLR: 0.1 }), /below maxLR/);
    await assert.rejects(
      ask('compare_lr', { script, baseLR: 0.1, maxLR: 0.2, policies: ['square'] }),
      /policies may hold only/,
    );
  });
});

const python = process.env['LR_TUNER_TEST_PYTHON'];
/** Saves its model, which the tool must not let it do. */
const torchScript = `import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(640, 4)
y = (x[:, 0] > 0).long()
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(12):
    for batch, labels in zip(x.split(32), y.split(32)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(batch), labels).backward()
        optimizer.step()
torch.save(model.state_dict(), "tools.pt")
`;

(python === undefined ? describe.skip : describe)('a tool for chat agents, on a PyTorch script', () => {
  const pythonSettings = () => vscode.workspace.getConfiguration('lrTuner.python');
  let script: string;

  before(async () => {
    await extension().activate();
    script = (await openScript('tools.py', torchScript)).fileName;
    await pythonSettings().update('path', python, vscode.ConfigurationTarget.Workspace);
  });
  after(async () => {
    await pythonSettings().update('path', undefined, vscode.ConfigurationTarget.Workspace);
    rmSync(script);
  });

  it('finds bounds', async function () {
    // PyTorch alone takes its time to start, and below an editor it has to give way.
    this.timeout(480_000);
    const answer = await ask('find_lr_bounds', { script, quick: true });
    const { bounds } = answer;
    assert.ok(bounds.baseLR > 0 && bounds.baseLR < bounds.maxLR, JSON.stringify(answer));
    assert.ok(!existsSync(script.replace(/py$/, 'pt')));
  });

  it('compares rates, by the accuracy of training where the script evaluates nothing', async function () {
    this.timeout(480_000);
    const input = { script, baseLR: 0.05, maxLR: 0.2, policies: ['triangular'], seeds: 1 };
    const { arms, metric } = await ask('compare_lr', input);
    assert.deepEqual(
      arms.map(({ name, perSeed }) => [name, perSeed.length]),
      ['own rate', 'fixed 0.05', 'fixed 0.1', 'fixed 0.2', 'triangular'].map((name) => [name, 1]),
    );
    assert.equal(metric, 'accuracy');
    assert.ok(!existsSync(script.replace(/py$/, 'pt')));
  });
});
