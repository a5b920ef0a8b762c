import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensesOf, openScript, script, until } from '../training';

const lineOf = (text: string) => script.split('\n').findIndex((line) => line.includes(text));

describe('CodeLens', () => {
  it('stands above the line that names the rate and the line that trains', async () => {
    const document = await openScript('lens.js');
    const lenses = await until(
      () => lensesOf(document),
      (found) => found.length > 0,
    );
    assert.deepEqual(
      lenses.map(({ line }) => line),
      [lineOf('sgd(0.01)'), lineOf('model.fit')],
    );
    for (const { title } of lenses) assert.match(title, /Find LR Bounds/);
  });

  it('follows an edit, also through code that does not parse', async () => {
    const document = await openScript('edited.js');
    await until(
      () => lensesOf(document),
      (found) => found.length === 2,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// one\n// two\nconst broken = (;\n');
    await vscode.workspace.applyEdit(edit);
    const lenses = await until(
      () => lensesOf(document),
      (found) => found[0]?.line === lineOf('sgd(0.01)') + 3,
    );
    assert.equal(lenses.length, 2);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is absent where nothing trains', async () => {
    const training = await openScript('trains.js');
    await until(
      () => lensesOf(training),
      (found) => found.length > 0,
    );
    const document = await openScript(
      'plain.js',
      'const fit = (suit) => suit.fit(1);\nfit({ fit: Math.abs });\n',
    );
    assert.deepEqual(await lensesOf(document), []);
  });

  it('can be turned off', async () => {
    const document = await openScript('off.js');
    const settings = vscode.workspace.getConfiguration('lrTuner');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lensesOf(document), []);
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
    await until(
      () => lensesOf(document),
      (found) => found.length === 2,
    );
  });
});
