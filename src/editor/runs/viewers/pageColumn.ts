/** Where among the editors a new page of ours opens. */
import * as vscode from 'vscode';
import { CHART_VIEW } from '../../../views/panel';
import { TRAINING_TAB } from '../../../views/trainingPanel';

/** The column where a page of ours is to be seen: beside that would be a third. Else the one beside the script. */
export function columnOfPages(): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(
    ({ activeTab }) => activeTab !== undefined && isOurs(activeTab),
  );
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** VS Code puts a prefix of its own before the type that an extension gives. */
function isOurs({ input }: vscode.Tab): boolean {
  if (!(input instanceof vscode.TabInputWebview)) return false;
  const { viewType } = input;
  return [CHART_VIEW, TRAINING_TAB].some((type) => viewType.endsWith(type));
}
