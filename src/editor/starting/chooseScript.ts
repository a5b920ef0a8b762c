/** Which script a command is about. */
import * as vscode from 'vscode';
import { languageThatRuns, RUNNABLE_ENDINGS } from '../../languages';
import { scriptInFront } from '../script/scriptText';
import { mayRun } from './trust';

export function activeScript(): vscode.Uri | undefined {
  const file = scriptInFront()?.uri;
  return file?.scheme === 'file' && languageThatRuns(file.fsPath) ? file : undefined;
}

/** The script asked for, the one in the editor, or one picked from a dialog (null asks at once). */
export async function scriptToRun(given?: vscode.Uri | null): Promise<vscode.Uri | undefined> {
  if (!mayRun()) return undefined;
  const uri = given === null ? undefined : (given ?? activeScript());
  if (uri && languageThatRuns(uri.fsPath)) return uri;
  const picked = await vscode.window.showOpenDialog({
    title: 'Training script to find bounds for',
    openLabel: 'Choose Script',
    filters: { 'Training scripts': [...RUNNABLE_ENDINGS] },
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
  return picked?.[0];
}
