import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensesOf, openScript, script, until } from '../training';

describe('a range test and what it inserts', () => {
  let document: vscode.TextDocument;
  let running: { line: number; title: string }[];

  before(async () => {
    document = await openScript('train.js');
    // The command ends when the run does.
    const over = vscode.commands.executeCommand('lrTuner.findBoundsQuick', document.uri);
    // Every lens says that it runs, whichever was clicked.
    running = await until(
      () => lensesOf(document),
      (found) => found.some(({ title }) => title.includes('range test')),
    );
    await over;
  });

  const insert = () => vscode.commands.executeCommand('lrTuner.insert', document.uri);

  it('shows in every lens that it runs, with a way to cancel it', () => {
    const titles = running.map(({ title }) => title);
    assert.equal(titles.filter((title) => /range test(: step \d+ of \d+| starting)/.test(title)).length, 2);
    assert.equal(titles.filter((title) => title === 'cancel').length, 2);
  });

  it('offers its bounds in the lens', async () => {
    const lenses = await until(
      () => lensesOf(document),
      (found) => found.some(({ title }) => title.includes('insert')),
    );
    const offers = lenses.filter(({ title }) => /LR \S+–\S+ · insert/.test(title));
    // Above the rate and above the line that trains.
    assert.equal(offers.length, 2);
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
