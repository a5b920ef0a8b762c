import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, lensesOf, openScript, until } from '../training';

const runs = "require('node:fs').writeFileSync('ran', '');\n";

describe('Restricted Mode', () => {
  it('is what these tests run in', () => assert.equal(vscode.workspace.isTrusted, false));

  it('keeps the lens', async () => {
    const document = await openScript('train.js');
    const lenses = await until(
      () => lensesOf(document),
      (found) => found.length > 0,
    );
    assert.match(lenses[0]?.title ?? '', /Find LR Bounds/);
  });

  it('does not run the script, however the command is called', async () => {
    const document = await openScript('runs.js', runs);
    await extension().activate();
    // It ends only when the user has answered the message, so it is not waited for.
    void vscode.commands.executeCommand('lrTuner.findBounds', document.uri);
    void vscode.commands.executeCommand('lrTuner.findBoundsQuick', document.uri);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const folder = vscode.Uri.file(path.dirname(document.uri.fsPath));
    const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
    assert.ok(names.includes('runs.js'));
    assert.ok(!names.includes('ran'));
  });

  it('starts no Python of the folder either, not even to ask for its version', async () => {
    const document = await openScript('train.py', 'import torch\n');
    const folder = path.dirname(document.uri.fsPath);
    mkdirSync(path.join(folder, '.venv/bin'), { recursive: true });
    const program = path.join(folder, '.venv/bin/python');
    writeFileSync(program, `#!/bin/sh\ntouch '${folder}/started'\n`);
    chmodSync(program, 0o755);
    // It runs where somebody runs it.
    execFileSync(program);
    rmSync(path.join(folder, 'started'));
    await extension().activate();
    for (const command of ['choosePython', 'findBounds', 'chooseStart', 'chooseTraining'])
      void vscode.commands.executeCommand(`lrTuner.${command}`, document.uri);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.ok(!existsSync(path.join(folder, 'started')));
  });

  it('ignores the folder’s own choice of what to execute', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    const settings = { 'lrTuner.nodePath': '/folder/node', 'lrTuner.codeLens': false };
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    // The harmless setting shows that the file has been read.
    const read = await until(
      () => vscode.workspace.getConfiguration('lrTuner'),
      (found) => !found.get<boolean>('codeLens'),
    );
    assert.equal(read.get('nodePath'), '');
  });
});
