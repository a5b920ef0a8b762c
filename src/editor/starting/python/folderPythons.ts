/** The Python that a person chose for a folder: remembered by the workspace, in no file of theirs. */
import path from 'node:path';
import * as vscode from 'vscode';
import { languageThatRuns } from '../../../languages';

export class FolderPythons {
  constructor(private readonly memory: vscode.Memento) {}

  /** Null: none is chosen, or the script is of another language. */
  chosenFor(script: vscode.Uri): string | null {
    return languageThatRuns(script.fsPath)?.id === 'python' ? this.chosenIn(folderOf(script)) : null;
  }

  chosenIn(folder: vscode.Uri): string | null {
    return this.memory.get<string | null>(keyOf(folder), null);
  }

  /** @param python null forgets the choice */
  async choose(folder: vscode.Uri, python: string | null): Promise<void> {
    await this.memory.update(keyOf(folder), python ?? undefined);
  }
}

/** The folder of the workspace that holds the file, else the file's own. */
export function folderOf(file: vscode.Uri): vscode.Uri {
  return vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.file(path.dirname(file.fsPath));
}

function keyOf(folder: vscode.Uri): string {
  return `python:${folder.toString()}`;
}
