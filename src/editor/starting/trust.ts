/** Nothing of a folder that the user does not trust may run. */
import * as vscode from 'vscode';

/** Says why not where it may not. */
export function mayRun(): boolean {
  if (!vscode.workspace.isTrusted) void explain();
  return vscode.workspace.isTrusted;
}

async function explain(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    'This runs the training script, so it needs a trusted workspace.',
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
