/** Which script a command is about. */
import * as vscode from 'vscode';
import { languageOf } from '../script';

export function activeScript(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && languageOf(document.fileName) ? document.uri : undefined;
}

/** The script asked for, the one in the editor, or one picked from a dialog (null asks at once). */
export async function scriptToRun(given?: vscode.Uri | null): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) return void explainTrust();
  const uri = given === null ? undefined : (given ?? activeScript());
  if (uri && languageOf(uri.fsPath)) return uri;
  const picked = await vscode.window.showOpenDialog({
    title: 'Training script to find bounds for',
    openLabel: 'Choose Script',
    filters: { 'Training scripts': ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'] },
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
  return picked?.[0];
}

async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    'This runs the training script, so it needs a trusted workspace.',
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
