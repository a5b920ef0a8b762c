/** The script runs as it is on disk, so unsaved changes are saved first, after asking. */
import * as vscode from 'vscode';
import { rememberSaveBeforeRun, saveBeforeRun } from '../settings';

/** @returns false where the person would rather not run now */
export async function saveScript(script: vscode.Uri): Promise<boolean> {
  const open = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments];
  const document = open.find(({ uri }) => uri.toString() === script.toString());
  if (!document?.isDirty) return true;
  switch (saveBeforeRun()) {
    case 'always':
      return document.save();
    case 'never':
      return true;
    case 'ask':
      return askAndSave(document);
  }
}

async function askAndSave(document: vscode.TextDocument | vscode.NotebookDocument): Promise<boolean> {
  const save = 'Save and Run';
  const always = 'Always Save';
  const asIs = 'Run the Saved File';
  const name = vscode.workspace.asRelativePath(document.uri);
  const answer = await vscode.window.showInformationMessage(
    `${name} has unsaved changes.`,
    { modal: true, detail: 'The range test runs the file as it is on disk.' },
    save,
    always,
    asIs,
  );
  if (answer === undefined) return false;
  if (answer === asIs) return true;
  if (answer === always) await rememberSaveBeforeRun('always');
  return document.save();
}
