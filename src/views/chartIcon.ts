import * as vscode from 'vscode';

/** Of the tabs with a chart in them. */
export function chartIcon(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', name);
  return { light: file('chart-light.svg'), dark: file('chart-dark.svg') };
}
