/** Whether the active editor holds a training script, for the menus that ask. */
import * as vscode from 'vscode';
import type { Scripts } from './scripts';
import { scriptInFront } from './scriptText';

export function watchActiveScript(scripts: Scripts): vscode.Disposable {
  let known: boolean | null = null;
  const update = async (): Promise<void> => {
    const script = scriptInFront();
    const version = script?.version();
    const sites = script ? await scripts.sites(script) : null;
    // Another editor, or another text, asks for itself.
    const now = scriptInFront();
    if (now?.owner !== script?.owner || now?.version() !== version) return;
    const training = sites?.isTrainingScript ?? false;
    if (training === known) return;
    known = training;
    void vscode.commands.executeCommand('setContext', 'lrTuner.trainingScript', training);
  };
  void update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    vscode.window.onDidChangeActiveNotebookEditor(() => void update()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) void update();
    }),
  );
}
