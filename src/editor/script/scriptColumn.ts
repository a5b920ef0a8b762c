/** Where a script lies among the editors. */
import * as vscode from 'vscode';

/** The column in which a script is open, in front or behind another tab; the first where it is not. */
export function columnOf(script: vscode.Uri): vscode.ViewColumn {
  const uri = script.toString();
  const holds = ({ input }: vscode.Tab): boolean =>
    (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) &&
    input.uri.toString() === uri;
  const groups = vscode.window.tabGroups.all;
  const group =
    groups.find(({ activeTab }) => activeTab !== undefined && holds(activeTab)) ??
    groups.find(({ tabs }) => tabs.some(holds));
  return group?.viewColumn ?? vscode.ViewColumn.One;
}
