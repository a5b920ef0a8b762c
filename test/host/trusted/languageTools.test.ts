import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension, openScript } from '../training';

interface Answer {
  bounds: { baseLR: number; maxLR: number };
  arms: { name: string; perSeed: unknown[] }[];
  sentence: string;
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
