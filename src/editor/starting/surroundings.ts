/** What VS Code's variables mean for a script of the workspace. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Surroundings } from './variables';

export function surroundingsOf(script: vscode.Uri): Surroundings {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = vscode.workspace.getWorkspaceFolder(script);
  return {
    workspace: own?.uri.fsPath ?? path.dirname(script.fsPath),
    workspaces: Object.fromEntries(folders.map(({ name, uri }) => [name, uri.fsPath])),
    setting: (name) => {
      const value: unknown = vscode.workspace.getConfiguration(undefined, script).get(name);
      return typeof value === 'string' ? value : null;
    },
    exists: existsSync,
  };
}
