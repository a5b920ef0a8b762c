import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { extension } from '../training';

const LONGEST_MS = 240_000;

describe('the command in a terminal of VS Code', function () {
  this.timeout(LONGEST_MS + 10_000);
  let folder = '';
  let terminal: vscode.Terminal | undefined;

  before(function () {
    if (process.platform === 'win32' || !hasTerminals()) this.skip();
    folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-terminal-'));
  });
  after(() => {
    terminal?.dispose();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** @returns what the line printed, once it has ended */
  async function typed(line: string): Promise<string> {
    const [out, done] = [path.join(folder, 'out'), path.join(folder, 'done')];
    rmSync(done, { force: true });
    terminal?.sendText(`{ ${line}; } >'${out}' 2>&1; echo $? >'${done}'`);
    const end = Date.now() + LONGEST_MS;
    while (!existsSync(done) || readFileSync(done, 'utf8') === '') {
      assert.ok(Date.now() < end, `${line} did not end`);
      await wait(100);
    }
    return `${readFileSync(out, 'utf8')}exit code ${readFileSync(done, 'utf8').trim()}`;
  }

  it("is there, and runs on the editor's own runtime", async () => {
    await extension().activate();
    // A terminal keeps the PATH that it began with, and the command may come a moment after activation.
    do {
      terminal?.dispose();
      terminal = vscode.window.createTerminal({ shellPath: '/bin/sh', cwd: folder });
    } while (!(await typed('command -v lr-tuner')).endsWith('exit code 0'));
    const { version } = extension().packageJSON as { version: string };
    assert.equal(await typed('lr-tuner --version'), `${version}\nexit code 0`);
    // The starter leaves nothing to the PATH.
    const bare = await typed('command=$(command -v lr-tuner); PATH=/nowhere "$command" trainings nowhere.py');
    assert.match(bare, /There is no file .*nowhere\.py\.[^]*exit code 1$/);
  });

  it('names Node.js where a script needs one and there is none', async () => {
    writeFileSync(path.join(folder, 'train.js'), '');
    const said = await typed('lr-tuner find train.js --node /nowhere/node');
    assert.match(
      said,
      /The chosen Node\.js, \/nowhere\/node, does not start\.\nYour script runs on Node\.js\./,
    );
  });

  it('runs a Python script to its bounds', async function () {
    const python = process.env['LR_TUNER_TEST_PYTHON'];
    if (python === undefined) this.skip();
    writeFileSync(path.join(folder, 'train.py'), TORCH_TRAINING);
    const said = await typed(`lr-tuner find train.py --quick --python '${python}'`);
    assert.match(said, /^ +loss$/m);
    assert.match(said, /exit code [03]$/);
  });
});

/** The oldest VS Code that tests run comes without the part of its terminals that has to be compiled. */
function hasTerminals(): boolean {
  const compiled = [`prebuilds/${process.platform}-${process.arch}`, 'build/Release'];
  return compiled.some((folder) =>
    existsSync(path.join(vscode.env.appRoot, 'node_modules/node-pty', folder, 'pty.node')),
  );
}

const TORCH_TRAINING = `
import torch
x = torch.randn(256, 4)
y = (x.sum(1) > 0).long()
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(300):
    loss = torch.nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
`;
