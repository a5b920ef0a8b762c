/** Whether the active editor holds a training script, for the menus that ask. */
import * as vscode from 'vscode';
import type { Scripts } from './scripts';

export function watchActiveScript(scripts: Scripts): vscode.Disposable {
  let known: boolean | null = null;
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const training = document ? (scripts.sites(document)?.isTrainingScript ?? false) : false;
    if (training === known) return;
    known = training;
    void vscode.commands.executeCommand('setContext', 'lrTuner.trainingScript', training);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) update();
    }),
    scripts.onReady(update),
  );
}
