import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensesOf, openScript, script, until } from '../training';

describe('a range test and what it inserts', () => {
  let document: vscode.TextDocument;

  before(async () => {
    document = await openScript('train.js');
    // The command ends when the run does.
    await vscode.commands.executeCommand('lrTuner.findBoundsQuick', document.uri);
  });

  const insert = () => vscode.commands.executeCommand('lrTuner.insert', document.uri);

  it('offers its bounds in the lens', async () => {
    const lenses = await until(
      () => lensesOf(document),
      (found) => found.some(({ title }) => title.includes('insert')),
    );
    assert.match(lenses.map(({ title }) => title).join('\n'), /LR \S+–\S+ · insert/);
  });

  it('writes the schedule, and one undo restores the text', async () => {
    await insert();
    const inserted = document.getText();
    assert.notEqual(inserted, script);
    assert.match(inserted, /callbacks/);

    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), script);
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), inserted);
  });

  it('does not stack: inserting again changes nothing, and the lens stops offering', async () => {
    const inserted = document.getText();
    void insert();
    await until(
      () => lensesOf(document),
      (found) => found.length > 0 && !found.some(({ title }) => title.includes('insert')),
    );
    assert.equal(document.getText(), inserted);
  });
});
