import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, openScript, until } from '../training';

/**
 * A program that answers as a Python with these frameworks does, and notes what it is asked to run. It takes its time, so
 * that those of the machine have answered before.
 */
function installPython(folder: string, frameworks: string): { probed: string; ran: string } {
  const file = path.join(folder, 'bin/python');
  const [probed, ran] = [path.join(folder, 'probed'), path.join(folder, 'ran')];
  const answer = JSON.stringify({ path: file, version: '3.11.7', frameworks });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = -c ]; then sleep 2; touch '${probed}'; echo '${answer}'; else echo "$@" > '${ran}'; fi\n`,
  );
  chmodSync(file, 0o755);
  return { probed, ran };
}

describe('the Python of a folder', () => {
  let folder: string;
  let script: vscode.TextDocument;

  before(async () => {
    await extension().activate();
    script = await openScript('folder.py', 'import torch\n');
    folder = path.dirname(script.fileName);
  });
  after(() => {
    for (const name of ['.venv', 'venv', 'active-environment', 'folder.py'])
      rmSync(path.join(folder, name), { recursive: true, force: true });
  });

  async function ranBy(...pythons: { ran: string }[]): Promise<string[]> {
    for (const { ran } of pythons) rmSync(ran, { force: true });
    await vscode.commands.executeCommand('lrTuner.findBoundsQuick', script.uri);
    return pythons.map(({ ran }) => ran).filter((ran) => existsSync(ran));
  }

  /**
   * Opens the list, waits until it holds them, and takes the one that so many others stand above, or the one that is
   * last: it takes the choice back.
   */
  async function choose(which: number | 'last', ...pythons: { probed: string }[]): Promise<void> {
    for (const { probed } of pythons) rmSync(probed, { force: true });
    const done = vscode.commands.executeCommand<boolean>('lrTuner.choosePython', script.uri);
    await until(
      () => pythons.every(({ probed }) => existsSync(probed)),
      (all) => all,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const move = `workbench.action.quickOpenSelect${which === 'last' ? 'Previous' : 'Next'}`;
    for (let i = 0; i < (which === 'last' ? 1 : which); i++) await vscode.commands.executeCommand(move);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(await done, true);
  }

  it('is the one chosen in the Python extension, where it has a framework', async () => {
    const ours = installPython(path.join(folder, '.venv'), 'torch');
    const theirs = installPython(path.join(folder, 'venv'), 'torch');
    assert.deepEqual(await ranBy(ours, theirs), [ours.ran]);
    writeFileSync(path.join(folder, 'active-environment'), path.join(folder, 'venv'));
    assert.deepEqual(await ranBy(ours, theirs), [theirs.ran]);
    assert.ok(readFileSync(theirs.ran, 'utf8').includes('folder.py'));
    rmSync(path.join(folder, 'active-environment'));
  });

  it('is the one that a person chose, also without PyTorch, until the choice is taken back', async () => {
    const first = installPython(path.join(folder, '.venv'), 'torch');
    const second = installPython(path.join(folder, 'venv'), '');
    await choose(1, first, second);
    assert.deepEqual(await ranBy(first, second), [second.ran]);
    // What is chosen stands first now.
    await choose(0, first, second);
    assert.deepEqual(await ranBy(first, second), [second.ran]);
    await choose('last', first, second);
    assert.deepEqual(await ranBy(first, second), [first.ran]);
  });
});
