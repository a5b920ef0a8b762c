/** Whether the active editor holds a training script, for the menus that ask. */
import * as vscode from 'vscode';
import type { Scripts } from './scripts';
import { scriptTextOf } from './scriptText';

export function watchActiveScript(scripts: Scripts): vscode.Disposable {
  let known: boolean | null = null;
  const update = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const version = document?.version;
    const script = document ? scriptTextOf(document) : null;
    const sites = script ? await scripts.sites(script) : null;
    // Another editor, or another text, asks for itself.
    if (vscode.window.activeTextEditor?.document !== document || document?.version !== version) return;
    const training = sites?.isTrainingScript ?? false;
    if (training === known) return;
    known = training;
    void vscode.commands.executeCommand('setContext', 'lrTuner.trainingScript', training);
  };
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) void update();
    }),
  );
}
